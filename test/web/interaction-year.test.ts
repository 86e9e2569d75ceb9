import { addDays } from '../../src/base/time';
import { interactionYear, weeksShown, yearBefore } from '../../src/web/interaction-year';

const today = '2026-11-21';
const year = (...days: [string, number][]) =>
  interactionYear(
    days.map(([interacted_on, count]) => ({ interacted_on, count })),
    today,
    'en-GB',
  );

test('the last week ends today, and the first one starts with the year', () => {
  const { weeks, count } = year(
    [today, 2],
    [addDays(today, -6), 1],
    [addDays(today, -7), 1],
    [yearBefore(today), 1],
  );
  expect(weeks).toHaveLength(weeksShown);
  expect([weeks.at(-1), weeks.at(-2), weeks[0]]).toEqual([3, 1, 1]);
  expect(count).toBe(5);
});

test('days before the year and in the future are ignored', () => {
  const { weeks, count, months } = year([addDays(yearBefore(today), -1), 7], [addDays(today, 1), 7]);
  expect(weeks.every((one) => one === 0)).toBe(true);
  expect([count, months]).toEqual([0, []]);
});

test.each([
  [0, 'Not once in the past year.'],
  [1, 'Once in the past year.'],
  [2, 'Twice in the past year, about every six months.'],
  [4, '4 times in the past year, about every three months.'],
  [6, '6 times in the past year, about every two months.'],
  [12, '12 times in the past year, about once a month.'],
  [18, '18 times in the past year, about every three weeks.'],
  [26, '26 times in the past year, about every two weeks.'],
  [52, '52 times in the past year, about once a week.'],
  [104, '104 times in the past year, every few days.'],
  [1365, '1,365 times in the past year, nearly every day.'],
])('%i interactions are described in words', (count, words) => {
  expect(year(...(count ? [[today, count] as [string, number]] : [])).words).toBe(words);
});

test('every number of interactions has a description', () => {
  for (let count = 0; count < 800; count++) expect(year([today, count]).words).not.toMatch(/undefined|NaN/);
});

test('months are in order and in the account’s language, and quarters are where they begin', () => {
  const days = [
    { interacted_on: '2026-03-01', count: 1 },
    { interacted_on: '2026-03-31', count: 1 },
    { interacted_on: '2025-12-24', count: 1 },
  ];
  const result = interactionYear(days, today, 'de');
  expect(result.months).toEqual(['Dezember 2025: 1', 'März 2026: 2']);
  expect(result.quarters.map(({ name }) => name)).toEqual(['Jan', 'Apr', 'Jul', 'Okt']);
  const { week } = result.quarters[0]!;
  expect(addDays(yearBefore(today), week * 7) <= '2026-01-01').toBe(true);
  expect(addDays(yearBefore(today), week * 7 + 6) >= '2026-01-01').toBe(true);
});
