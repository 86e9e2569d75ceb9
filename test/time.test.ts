import {
  addDays,
  daysBetween,
  exactDate,
  exactMoment,
  instantOf,
  isDate,
  isLocale,
  isTime,
  isTimeZone,
  knownZone,
  localDate,
  localHour,
  localTime,
  sayDate,
  sayMoment,
  sayTime,
  timeZones,
} from '../src/time';

const at = (iso: string) => new Date(iso);
const utc = (date: string, time: string | null, zone: string) => instantOf(date, time, zone).toISOString();

describe('what counts as a date, a time, a zone, a locale', () => {
  test.each(['1900-01-01', '2024-02-29', '2026-11-24', '2200-12-31'])('%s is a date', (text) => {
    expect(isDate(text)).toBe(true);
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-04-31',
    '2026-00-10',
    '1899-12-31',
    '2201-01-01',
    '26-1-1',
    '',
    '2026-11-24T09:00',
    '2026-11-24\n',
    '+002026-01-01',
    '２０２６-11-24',
  ])('%j is no date', (text) => {
    expect(isDate(text)).toBe(false);
  });

  test('times run from 00:00 to 23:59', () => {
    expect(['00:00', '09:30', '23:59'].every(isTime)).toBe(true);
    expect(['24:00', '9:30', '09:60', '09:30:00', '', '09:30\n'].some(isTime)).toBe(false);
  });

  test('zones are IANA names, not offsets', () => {
    expect(
      ['Europe/Berlin', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'].every(
        isTimeZone,
      ),
    ).toBe(true);
    expect(
      ['Mars/Olympus', '+02:00', '', 'Europe/Berlin ', '../etc/passwd', 'Europe/Berlin\0'].some(isTimeZone),
    ).toBe(false);
  });

  // Intl takes these, with another meaning here than there; Temporal doesn't.
  test.each(['PST', 'IST', 'BST', 'ECT', 'ACT', 'AET'])('the abbreviation %s is no zone', (text) => {
    expect(isTimeZone(text)).toBe(false);
  });

  test.each(['PST', 'Mars/Olympus', ''])('where %j is kept as a zone, UTC counts', (kept) => {
    expect(knownZone(kept)).toBe('UTC');
    expect(knownZone('Asia/Tokyo')).toBe('Asia/Tokyo');
    expect(localDate(at('2026-11-24T23:30:00Z'), kept)).toBe('2026-11-24');
    expect(localHour(at('2026-11-24T23:30:00Z'), kept)).toBe(23);
    expect(utc('2026-11-24', '09:30', kept)).toBe('2026-11-24T09:30:00.000Z');
    expect(utc('2026-11-24', null, kept)).toBe('2026-11-24T00:00:00.000Z');
  });

  test('locales are language tags that dates can be written in', () => {
    expect(['en', 'en-GB', 'de', 'pt-BR', 'zh-Hant-TW', 'ar'].every(isLocale)).toBe(true);
    expect(['', 'x', 'en_GB', 'qqq', 'en-', '🙂', 'en-GB, de'].some(isLocale)).toBe(false);
  });

  test('every zone on offer is one, and today’s names are among them', () => {
    const zones = timeZones('Europe/Kiev');
    expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(zones).toEqual([...zones].sort());
    expect(zones).toEqual(expect.arrayContaining(['UTC', 'Asia/Kathmandu', 'Europe/Kyiv', 'Europe/Kiev']));
    expect(timeZones('Mars/Olympus')).not.toContain('Mars/Olympus');
  });
});

describe('the same instant on different walls', () => {
  const instant = at('2026-11-24T18:30:00Z');

  test.each([
    ['America/New_York', '2026-11-24', '13:30'],
    ['Europe/Berlin', '2026-11-24', '19:30'],
    ['Asia/Kathmandu', '2026-11-25', '00:15'],
    ['Pacific/Apia', '2026-11-25', '07:30'],
  ])('%s', (zone, date, time) => {
    expect(localDate(instant, zone)).toBe(date);
    expect(localTime(instant, zone)).toBe(time);
    expect(localHour(instant, zone)).toBe(Number(time.slice(0, 2)));
    expect(instantOf(date, time, zone)).toEqual(instant);
  });
});

describe('the nights when clocks change', () => {
  test('Berlin in spring: 02:30 does not exist and means 03:30', () => {
    expect(utc('2026-03-29', '01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
    expect(utc('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(localTime(at('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toBe('03:30');
    expect(utc('2026-03-29', '07:00', 'Europe/Berlin')).toBe('2026-03-29T05:00:00.000Z');
  });

  test('Berlin in autumn: 02:30 comes twice and means the first', () => {
    expect(utc('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(localTime(at('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toBe('02:30');
    expect(localTime(at('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toBe('02:30');
    expect(utc('2026-10-25', '07:00', 'Europe/Berlin')).toBe('2026-10-25T06:00:00.000Z');
  });

  test('New York, both nights', () => {
    expect(utc('2026-03-08', '02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
    expect(utc('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
    expect(utc('2026-03-08', '07:00', 'America/New_York')).toBe('2026-03-08T11:00:00.000Z');
    expect(utc('2026-11-01', '07:00', 'America/New_York')).toBe('2026-11-01T12:00:00.000Z');
  });

  test.each([
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z'],
  ])('%s skips midnight: the day begins at 01:00', (zone, date, first) => {
    expect(utc(date, null, zone)).toBe(first);
    expect(localDate(at(first), zone)).toBe(date);
    expect(localTime(at(first), zone)).toBe('01:00');
    expect(localDate(new Date(at(first).getTime() - 1), zone)).toBe(addDays(date, -1));
  });

  test('Apia skipped a whole day', () => {
    expect(localDate(at('2011-12-30T09:59:59Z'), 'Pacific/Apia')).toBe('2011-12-29');
    expect(localDate(at('2011-12-30T10:00:00Z'), 'Pacific/Apia')).toBe('2011-12-31');
    expect(utc('2011-12-30', null, 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  });

  test('on any other night nothing is odd', () => {
    expect(utc('2026-06-10', '02:30', 'Europe/Berlin')).toBe('2026-06-10T00:30:00.000Z');
    expect(utc('2026-06-10', null, 'Africa/Cairo')).toBe('2026-06-09T21:00:00.000Z');
  });
});

describe('dates as people say them', () => {
  const today = '2026-11-10';

  test.each([
    [today, 'today'],
    ['2026-11-09', 'yesterday'],
    ['2026-11-11', 'tomorrow'],
    ['2026-11-13', 'in 3 days'],
    ['2026-11-04', '6 days ago'],
  ])('%s is “%s”', (date, said) => {
    expect(sayDate(date, today, 'en')).toBe(said);
  });

  test('a week away it is a date, in another year with the year', () => {
    expect(sayDate('2026-11-24', today, 'en').replace(',', '')).toBe('Tue 24 Nov');
    expect(sayDate('2026-11-17', today, 'en')).not.toMatch(/days|2026/);
    expect(sayDate('2027-01-05', today, 'en').replaceAll(',', '')).toBe('Tue 5 Jan 2027');
    expect(sayDate('2026-12-31', '2027-01-01', 'en')).toBe('yesterday');
  });

  test('in the account’s language', () => {
    expect(sayDate('2026-11-09', today, 'de')).toBe('gestern');
    expect(sayDate('2026-11-24', today, 'de')).toMatch(/Di.*24\. Nov/);
    expect(sayTime('14:05', 'en')).toBe('14:05');
    expect(sayTime('14:05', 'en-US')).toMatch(/^2:05\sPM$/);
  });

  test.each([
    ['en', 'locale', 'Tue 24 Nov', 'Tuesday 24 November 2026'],
    ['en', 'month-day-year', 'Tue Nov 24', 'Tuesday November 24, 2026'],
    ['en', 'year-month-day', 'Tue 2026-11-24', 'Tuesday 2026-11-24'],
    ['en-US', 'month-day-year', 'Tue, Nov 24', 'Tuesday, November 24, 2026'],
    ['en-US', 'day-month-year', 'Tue 24 Nov', 'Tuesday 24 November 2026'],
    ['de', 'day-month-year', 'Di., 24. Nov.', 'Dienstag, 24. November 2026'],
    ['de', 'year-month-day', 'Di. 2026-11-24', 'Dienstag 2026-11-24'],
    ['ja', 'day-month-year', '火 24/11', '火曜日 24/11/2026'],
    ['ja', 'year-month-day', '11月24日(火)', '2026年11月24日火曜日'],
  ] as const)('in %s and the order %s: %s, %s', (locale, date_format, said, exact) => {
    const writing = { locale, date_format };
    expect(sayDate('2026-11-24', today, writing)).toBe(said);
    expect(exactDate('2026-11-24', writing)).toBe(exact);
    expect(sayDate('2026-11-11', today, writing)).toBe(sayDate('2026-11-11', today, locale));
    expect(exactMoment(at('2026-11-24T09:00:00Z'), 'UTC', writing)).toBe(
      `${exact}, ${sayTime('09:00', locale)}`,
    );
  });

  test('the exact date names the weekday and the year', () => {
    expect(exactDate('2026-11-24', 'en').replace(',', '')).toBe('Tuesday 24 November 2026');
    expect(exactMoment(at('2026-11-24T18:30:00Z'), 'Asia/Kathmandu', 'en')).toMatch(
      /25 November 2026, 00:15$/,
    );
  });

  test('a moment is said in the zone of who reads it', () => {
    const instant = at('2026-11-09T23:30:00Z');
    expect(sayMoment(instant, at('2026-11-10T12:00:00Z'), 'Europe/Berlin', 'en')).toBe('today, 00:30');
    expect(sayMoment(instant, at('2026-11-10T12:00:00Z'), 'UTC', 'en')).toBe('yesterday, 23:30');
  });

  test('days are counted across years and leap days', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2);
  });
});
