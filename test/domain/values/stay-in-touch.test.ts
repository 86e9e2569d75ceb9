import { everyWords, rhythms } from '../../../src/domain/values/stay-in-touch';

test.each([
  [1, 'every day'],
  [2, 'every 2 days'],
  [7, 'every week'],
  [10, 'every 10 days'],
  [14, 'every 2 weeks'],
  [30, 'every month'],
  [60, 'every 2 months'],
  [180, 'every 6 months'],
  [210, 'every 7 months'],
  [360, 'every year'],
  [365, 'every year'],
  [366, 'every 366 days'],
  [730, 'every 2 years'],
  [3650, 'every 10 years'],
])('%i days is %j', (days, words) => expect(everyWords(days)).toBe(words));

test('forms offer whole weeks, months, and years', () => {
  expect(rhythms.map(everyWords)).toEqual([
    'every week',
    'every 2 weeks',
    'every month',
    'every 2 months',
    'every 3 months',
    'every 6 months',
    'every year',
  ]);
});
