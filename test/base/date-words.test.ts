import { exactDate, exactMoment, isLocale, sayDate, sayMoment, sayTime } from '../../src/base/date-words';

const at = (iso: string) => new Date(iso);

describe('dates in words', () => {
  const today = '2026-11-10';

  test.each([
    [today, 'today'],
    ['2026-11-09', 'yesterday'],
    ['2026-11-11', 'tomorrow'],
    ['2026-11-13', 'in 3 days'],
    ['2026-11-04', '6 days ago'],
  ])('%s is “%s”', (date, words) => {
    expect(sayDate(date, today, 'en')).toBe(words);
  });

  test('a date a week or more away is written out, with the year if it isn’t this year', () => {
    expect(sayDate('2026-11-24', today, 'en').replace(',', '')).toBe('Tue 24 Nov');
    expect(sayDate('2026-11-17', today, 'en')).not.toMatch(/days|2026/);
    expect(sayDate('2027-01-05', today, 'en').replaceAll(',', '')).toBe('Tue 5 Jan 2027');
    expect(sayDate('2026-12-31', '2027-01-01', 'en')).toBe('yesterday');
  });

  test('dates and times are in the account’s language', () => {
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
  ] as const)('with locale %s and format %s: %s, %s', (locale, date_format, words, exact) => {
    const writing = { locale, date_format };
    expect(sayDate('2026-11-24', today, writing)).toBe(words);
    expect(exactDate('2026-11-24', writing)).toBe(exact);
    expect(sayDate('2026-11-11', today, writing)).toBe(sayDate('2026-11-11', today, locale));
    expect(exactMoment(at('2026-11-24T09:00:00Z'), 'UTC', writing)).toBe(
      `${exact}, ${sayTime('09:00', locale)}`,
    );
  });

  test('the exact date has the weekday and the year', () => {
    expect(exactDate('2026-11-24', 'en').replace(',', '')).toBe('Tuesday 24 November 2026');
    expect(exactMoment(at('2026-11-24T18:30:00Z'), 'Asia/Kathmandu', 'en')).toMatch(
      /25 November 2026, 00:15$/,
    );
  });

  test('an instant is shown in the reader’s time zone', () => {
    const instant = at('2026-11-09T23:30:00Z');
    expect(sayMoment(instant, at('2026-11-10T12:00:00Z'), 'Europe/Berlin', 'en')).toBe('today, 00:30');
    expect(sayMoment(instant, at('2026-11-10T12:00:00Z'), 'UTC', 'en')).toBe('yesterday, 23:30');
  });

  test('a locale must be a language tag that Intl supports', () => {
    expect(['en', 'en-GB', 'de', 'pt-BR', 'zh-Hant-TW', 'ar'].every(isLocale)).toBe(true);
    expect(['', 'x', 'en_GB', 'qqq', 'en-', '🙂', 'en-GB, de'].some(isLocale)).toBe(false);
  });
});
