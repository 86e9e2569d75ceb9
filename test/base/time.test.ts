import { addDays, daysBetween, instantOf, isDate, isTime, localDate, localTime } from '../../src/base/time';
import { isTimeZone, knownZone, timeZones } from '../../src/base/time-zones';

const at = (iso: string) => new Date(iso);
const utc = (date: string, time: string | null, zone: string) => instantOf(date, time, zone).toISOString();

describe('valid dates, times, and zones', () => {
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
  ])('%j is not a date', (text) => {
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

  // Intl accepts these ambiguous abbreviations; Temporal doesn't.
  test.each(['PST', 'IST', 'BST', 'ECT', 'ACT', 'AET'])('the abbreviation %s is not a zone', (text) => {
    expect(isTimeZone(text)).toBe(false);
  });

  test.each(['PST', 'Mars/Olympus', ''])('if the stored zone is %j, UTC is used', (stored) => {
    expect(knownZone(stored)).toBe('UTC');
    expect(knownZone('Asia/Tokyo')).toBe('Asia/Tokyo');
    expect(localDate(at('2026-11-24T23:30:00Z'), stored)).toBe('2026-11-24');
    expect(localTime(at('2026-11-24T23:30:00Z'), stored)).toBe('23:30');
    expect(utc('2026-11-24', '09:30', stored)).toBe('2026-11-24T09:30:00.000Z');
    expect(utc('2026-11-24', null, stored)).toBe('2026-11-24T00:00:00.000Z');
  });

  test('the zones to choose from are valid and sorted, with current names', () => {
    const zones = timeZones('Europe/Kiev');
    expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(zones).toEqual([...zones].sort());
    expect(zones).toEqual(expect.arrayContaining(['UTC', 'Asia/Kathmandu', 'Europe/Kyiv', 'Europe/Kiev']));
    expect(timeZones('Mars/Olympus')).not.toContain('Mars/Olympus');
  });
});

describe('the same instant in different zones', () => {
  const instant = at('2026-11-24T18:30:00Z');

  test.each([
    ['America/New_York', '2026-11-24', '13:30'],
    ['Europe/Berlin', '2026-11-24', '19:30'],
    ['Asia/Kathmandu', '2026-11-25', '00:15'],
    ['Pacific/Apia', '2026-11-25', '07:30'],
  ])('%s', (zone, date, time) => {
    expect(localDate(instant, zone)).toBe(date);
    expect(localTime(instant, zone)).toBe(time);
    expect(instantOf(date, time, zone)).toEqual(instant);
  });
});

describe('nights when the clocks change', () => {
  test('Berlin in spring: 02:30 does not exist and means 03:30', () => {
    expect(utc('2026-03-29', '01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
    expect(utc('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(localTime(at('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toBe('03:30');
    expect(utc('2026-03-29', '07:00', 'Europe/Berlin')).toBe('2026-03-29T05:00:00.000Z');
  });

  test('Berlin in autumn: 02:30 occurs twice and means the first', () => {
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
  ])('%s skips midnight: the day starts at 01:00', (zone, date, first) => {
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

  test('other nights are unaffected', () => {
    expect(utc('2026-06-10', '02:30', 'Europe/Berlin')).toBe('2026-06-10T00:30:00.000Z');
    expect(utc('2026-06-10', null, 'Africa/Cairo')).toBe('2026-06-09T21:00:00.000Z');
  });
});

test('days are counted across years and leap days', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2);
});

test('a day starts with its first millisecond, in whatever order instants are looked up', () => {
  for (const zone of ['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin']) {
    const midnight = instantOf('2026-03-29', null, zone).getTime();
    const days = [-1, 0, 59_999, -60_000, 0, -1].map((by) => localDate(new Date(midnight + by), zone));
    const [before, on] = ['2026-03-28', '2026-03-29'];
    expect(days).toEqual([before, on, on, before, on, before]);
  }
});
