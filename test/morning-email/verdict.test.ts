import { hasMorningCome, morningOf, type Verdict, verdictOn } from '../../src/morning-email/verdict';

const berlin = { time_zone: 'Europe/Berlin', morning_hour: 7, morning_email: true };

type Settings = Partial<typeof berlin>;
const cases: [string, Settings, string, string, Verdict][] = [
  ['a minute before the morning', {}, '2026-11-24', '2026-11-24T05:59:00Z', 'not-yet'],
  ['as the morning begins', {}, '2026-11-24', '2026-11-24T06:00:00Z', 'send'],
  ['late on the day', {}, '2026-11-24', '2026-11-24T22:59:59Z', 'send'],
  ['as the day is over', {}, '2026-11-24', '2026-11-24T23:00:00Z', 'day-over'],
  ['the day before', {}, '2026-11-24', '2026-11-23T12:00:00Z', 'not-yet'],
  [
    'without a mail in the morning',
    { morning_email: false },
    '2026-11-24',
    '2026-11-24T06:00:00Z',
    'not-yet',
  ],
  ['at midnight, for hour 0', { morning_hour: 0 }, '2026-11-24', '2026-11-23T23:00:00Z', 'send'],
  // The night of 28 March 2027: 01:59 is followed by 03:00, and there is no 2 o'clock.
  ['before the hour that is skipped', { morning_hour: 2 }, '2027-03-28', '2027-03-28T00:59:00Z', 'not-yet'],
  ['in place of the hour that is skipped', { morning_hour: 2 }, '2027-03-28', '2027-03-28T01:00:00Z', 'send'],
  // The night of 25 October 2026: 2 o'clock comes twice.
  ['before the hour that comes twice', { morning_hour: 2 }, '2026-10-25', '2026-10-24T23:59:00Z', 'not-yet'],
  ['the first time that hour comes', { morning_hour: 2 }, '2026-10-25', '2026-10-25T00:00:00Z', 'send'],
  ['7 o’clock in summer', {}, '2026-10-24', '2026-10-24T05:00:00Z', 'send'],
  ['7 o’clock in summer is 6 in winter', {}, '2026-10-25', '2026-10-25T05:00:00Z', 'not-yet'],
  ['far in the east', { time_zone: 'Pacific/Kiritimati' }, '2026-11-24', '2026-11-23T17:00:00Z', 'send'],
  ['far in the west', { time_zone: 'Pacific/Pago_Pago' }, '2026-11-24', '2026-11-24T17:59:00Z', 'not-yet'],
  [
    'far in the west, later',
    { time_zone: 'Pacific/Pago_Pago' },
    '2026-11-24',
    '2026-11-24T18:00:00Z',
    'send',
  ],
  ['by a quarter of an hour', { time_zone: 'Asia/Kathmandu' }, '2026-11-24', '2026-11-24T01:15:00Z', 'send'],
  // Samoa had no 30 December 2011.
  ['a day that never was', { time_zone: 'Pacific/Apia' }, '2011-12-30', '2011-12-30T10:00:00Z', 'day-over'],
];

test.each(cases)('%s', (_, settings, meetingOn, now, verdict) => {
  expect(verdictOn({ ...berlin, ...settings }, meetingOn, new Date(now))).toBe(verdict);
});

test.each([
  ['on an ordinary day', berlin, '2026-11-24T12:00:00Z', '2026-11-24T06:00:00Z'],
  [
    'on a day that skips the hour',
    { ...berlin, morning_hour: 2 },
    '2027-03-28T12:00:00Z',
    '2027-03-28T01:00:00Z',
  ],
  [
    'where it is tomorrow already',
    { ...berlin, time_zone: 'Pacific/Kiritimati' },
    '2026-11-23T12:00:00Z',
    '2026-11-23T17:00:00Z',
  ],
])('the morning begins %s', (_, account, now, begins) => {
  expect(morningOf(account, new Date(now))).toEqual(new Date(begins));
  expect(hasMorningCome(account, new Date(begins))).toBe(true);
  expect(hasMorningCome(account, new Date(Date.parse(begins) - 1))).toBe(false);
});
