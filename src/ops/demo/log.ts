import { addDays, instantOf } from '../../base/time';
import type { ExamplePerson } from '../../domain/examples/people';
import { examplePeople } from '../../domain/examples/people';
import type { Header, Line } from '../../privacy/log-format';
import { acquaintances } from './acquaintances';
import { Chance } from './chance';
import { type Act, DraftEvent, inOrder } from './draft-log';
import { accountInLog, Life } from './life';
import { type Upcoming, type Year, yearWith } from './year';

export type Demo = {
  email: string;
  /** YYYY-MM-DD. The log ends on the evening before this day. */
  today: string;
  /** An IANA time zone. */
  zone: string;
};

const seed = 20_261_132;
const daysOpen = 396;

/**
 * Returns the log of an account with about three hundred people and a year of history, in the format of log:export. It
 * is always the same for the same day, and has meetings before and after `today`.
 */
export function demoLog({ email, today, zone }: Demo): [Header, ...Line[]] {
  const chance = new Chance(seed);
  const year: Year = {
    zone,
    today,
    opened: addDays(today, -daysOpen),
  };
  const others = acquaintances(chance).flatMap((person, index) =>
    yearWith(chance, year, person, upcoming[index]),
  );
  const lines = inOrder([...account(year), ...examplePeople.flatMap((one) => yearOf(one, year)), ...others]);
  return [{ format: 'kith-log', version: 1, account: accountInLog, email, events: lines.length }, ...lines];
}

/** The planned meetings, one with each of the first acquaintances. */
const upcoming: readonly Upcoming[] = [
  ...[0, 0, 1, 2, 2, 4, 5, 6, 7, 9, 10, 12, 13, 16, 18, 21, 24, 27, 30, 33, 36, 40, 47, 58].map(
    (days, index) => ({
      in: days,
      time: ['12:30', '18:00', '19:30', null, '10:00', '15:30'][index % 6]!,
    }),
  ),
  ...Array.from({ length: 7 }, () => ({ in: null, time: null })),
];

/** The account was opened thirteen months ago. Yesterday its owner turned on the stay-in-touch email. */
function account({ zone, today, opened }: Year): Act[] {
  const at = (day: string, time: string) => instantOf(day, time, zone);
  const payload = { time_zone: zone, locale: 'en-GB', morning_hour: 7, morning_email: true };
  const signedUp = new DraftEvent('account-opened', null, payload);
  const reminders = new DraftEvent('account-settings-changed', null, { stay_in_touch_email: true });
  return [
    { at: at(opened, '09:12'), command: 'sign-up', events: [signedUp] },
    { at: at(addDays(today, -1), '22:30'), command: 'change-settings', events: [reminders] },
  ];
}

/** The sample people that a new account can add are here too, with the same interactions and meetings. */
function yearOf(
  { name, description, methods, tags, everyDays, talks, met, next }: ExamplePerson,
  year: Year,
): Act[] {
  const { zone, today, opened } = year;
  const ago = (days: number) => addDays(today, -days);
  const life = new Life(zone, { day: opened, time: '09:20' }, { name, description, methods });
  for (const tag of tags) life.tag({ day: opened, time: '09:21' }, tag);
  if (everyDays) life.stayInTouch({ day: opened, time: '09:22' }, everyDays);
  for (const [days, words] of talks.filter(([days]) => days !== met?.ago)) {
    if (met && days < met.ago)
      throw new Error(`the meeting with ${name} must come after the last interaction`);
    life.spoke({ day: ago(days), time: '19:40' }, ago(days), words);
  }
  if (met) {
    life.plan({ day: ago(met.ago + 5), time: '21:00' }, ago(met.ago), null, met.notes);
    life.emailed({ day: ago(met.ago), time: '07:00' }, ago(met.ago), 'sent');
    life.spoke({ day: ago(met.ago), time: '22:00' }, ago(met.ago), met.words);
  }
  if (next) {
    const on = next.in === null ? null : addDays(today, next.in);
    life.plan({ day: ago(4), time: '20:30' }, on, next.time ?? null, next.notes);
  }
  return life.acts;
}
