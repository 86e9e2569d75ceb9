import { addDays, instantOf, localDate, localTime } from '../../src/base/time';
import { hasMorningCome, morningOf } from '../../src/morning/morning-hour';

const berlin = { time_zone: 'Europe/Berlin', morning_hour: 7 };

type Settings = Partial<typeof berlin>;
const cases: [string, Settings, string, string][] = [
  ['on an ordinary day', {}, '2026-11-24', '2026-11-24T06:00:00Z'],
  ['at midnight, for hour 0', { morning_hour: 0 }, '2026-11-24', '2026-11-23T23:00:00Z'],
  // 01:59 is followed by 03:00, and there is no 2 o'clock.
  [
    'when the clocks change, if the hour is skipped',
    { morning_hour: 2 },
    '2027-03-28',
    '2027-03-28T01:00:00Z',
  ],
  ['the first time, if the hour occurs twice', { morning_hour: 2 }, '2026-10-25', '2026-10-25T00:00:00Z'],
  ['at 7 in summer', {}, '2026-10-24', '2026-10-24T05:00:00Z'],
  ['at 7 in winter', {}, '2026-10-25', '2026-10-25T06:00:00Z'],
  ['far in the east', { time_zone: 'Pacific/Kiritimati' }, '2026-11-24', '2026-11-23T17:00:00Z'],
  ['far in the west', { time_zone: 'Pacific/Pago_Pago' }, '2026-11-24', '2026-11-24T18:00:00Z'],
  [
    'in a time zone with an offset of 45 minutes',
    { time_zone: 'Asia/Kathmandu' },
    '2026-11-24',
    '2026-11-24T01:15:00Z',
  ],
  // The day ends at 22:59.
  [
    'one hour before the day ends, if the hour is skipped at the end of the day',
    { time_zone: 'America/Nuuk', morning_hour: 23 },
    '2027-03-27',
    '2027-03-28T00:00:00Z',
  ],
  [
    'at the first 11 PM, if the day has two',
    { time_zone: 'America/Nuuk', morning_hour: 23 },
    '2027-10-30',
    '2027-10-31T00:00:00Z',
  ],
  // The day begins at 01:00.
  [
    'at the beginning of the day, if that has no midnight',
    { time_zone: 'Africa/Cairo', morning_hour: 0 },
    '2027-04-30',
    '2027-04-29T22:00:00Z',
  ],
  // 00:59 is followed by 03:00.
  [
    'when the clocks change, if two hours are skipped',
    { time_zone: 'Antarctica/Troll', morning_hour: 2 },
    '2027-03-28',
    '2027-03-28T01:00:00Z',
  ],
];

test.each(cases)('the morning begins %s', (_, settings, day, begins) => {
  const account = { ...berlin, ...settings };
  expect(morningOf(account, day)).toEqual(new Date(begins));
  expect(hasMorningCome(account, new Date(begins))).toBe(true);
  expect(localDate(new Date(begins), account.time_zone)).toBe(day);
  expect(hasMorningCome(account, new Date(Date.parse(begins) - 1))).toBe(settings.morning_hour === 0);
});

const zones = [
  'Africa/Cairo',
  'America/Asuncion',
  'America/Havana',
  'America/Nuuk',
  'America/Santiago',
  'America/Scoresbysund',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Europe/Berlin',
];

test.each(zones)('in %s, every morning hour begins once on each day with a clock change', (time_zone) => {
  const days = Array.from({ length: 365 }, (_, after) => addDays('2027-01-01', after));
  const changing = days.filter((day) => lengthOf(day, time_zone) !== 24 * 60);
  for (const day of [...changing, '2027-06-15']) {
    const quarters = quartersOf(day, time_zone);
    const lastHour = Math.max(...quarters.map(({ hour }) => hour));
    for (let morning_hour = 0; morning_hour < 24; morning_hour++) {
      const begins = quarters.find(({ hour }) => hour >= Math.min(morning_hour, lastHour))!.at;
      const actual = { day, morning_hour, begins: morningOf({ time_zone, morning_hour }, day) };
      expect(actual).toEqual({ day, morning_hour, begins });
    }
  }
});

/** Returns the length of a day in minutes. */
function lengthOf(day: string, zone: string): number {
  return (instantOf(addDays(day, 1), null, zone).getTime() - instantOf(day, null, zone).getTime()) / 60_000;
}

/** Returns all quarter hours of a day. */
function quartersOf(day: string, zone: string): { at: Date; hour: number }[] {
  const begins = instantOf(day, null, zone).getTime();
  return Array.from({ length: lengthOf(day, zone) / 15 }, (_, quarter) => {
    const at = new Date(begins + quarter * 15 * 60_000);
    return { at, hour: Number(localTime(at, zone).slice(0, 2)) };
  });
}
