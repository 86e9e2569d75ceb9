import { addDays, instantOf } from '../../base/time';
import type { ExamplePerson } from '../../domain/examples/people';
import { examplePeople } from '../../domain/examples/people';
import type { Header, Line } from '../../privacy/log-format';
import { acquaintances } from './acquaintances';
import { Chance } from './chance';
import { accountInLog, Life } from './life';
import { type Deed, inOrder, Said } from './said';
import { type Coming, type Year, yearWith } from './year';

export type Demo = {
  email: string;
  /** YYYY-MM-DD: the log ends on the evening before it. */
  today: string;
  /** IANA. */
  zone: string;
};

const seed = 20_261_132;
const daysOpen = 396;

/**
 * The log of an account with some three hundred people and a year behind it, as log:export would write it: the same
 * lines for the same day. Its meetings lie on both sides of `today`.
 */
export function demoLog({ email, today, zone }: Demo): [Header, ...Line[]] {
  const chance = new Chance(seed);
  const year: Year = {
    zone,
    today,
    opened: addDays(today, -daysOpen),
  };
  const others = acquaintances(chance).flatMap((person, index) =>
    yearWith(chance, year, person, comings[index]),
  );
  const lines = inOrder([...account(year), ...examplePeople.flatMap((one) => yearOf(one, year)), ...others]);
  return [{ format: 'kith-log', version: 1, account: accountInLog, email, events: lines.length }, ...lines];
}

/** With whom a meeting is planned: the first of all acquaintances. */
const comings: readonly Coming[] = [
  ...[0, 0, 1, 2, 2, 4, 5, 6, 7, 9, 10, 12, 13, 16, 18, 21, 24, 27, 30, 33, 36, 40, 47, 58].map(
    (days, index) => ({
      in: days,
      time: ['12:30', '18:00', '19:30', null, '10:00', '15:30'][index % 6]!,
    }),
  ),
  ...Array.from({ length: 7 }, () => ({ in: null, time: null })),
];

/** Opened a year ago and a month; settled in, and lately asked to be reminded of people too. */
function account({ zone, today, opened }: Year): Deed[] {
  const at = (day: string, time: string) => instantOf(day, time, zone);
  const payload = { time_zone: zone, locale: 'en-GB', morning_hour: 7, morning_email: true };
  const reminded = new Said('account-settings-changed', null, { stay_in_touch_email: true });
  return [
    { at: at(opened, '09:12'), command: 'sign-up', said: [new Said('account-opened', null, payload)] },
    { at: at(addDays(today, -1), '22:30'), command: 'change-settings', said: [reminded] },
  ];
}

/** Those whom a new account can be filled with live here as well, with the same talks and meetings. */
function yearOf(
  { name, description, methods, tags, everyDays, talks, met, next }: ExamplePerson,
  year: Year,
): Deed[] {
  const { zone, today, opened } = year;
  const ago = (days: number) => addDays(today, -days);
  const life = new Life(zone, { day: opened, time: '09:20' }, { name, description, methods });
  for (const tag of tags) life.tag({ day: opened, time: '09:21' }, tag);
  if (everyDays) life.stayInTouch({ day: opened, time: '09:22' }, everyDays);
  for (const [days, words] of talks.filter(([days]) => days !== met?.ago)) {
    if (met && days < met.ago) throw new Error(`${name} is met before the last talk`);
    life.spoke({ day: ago(days), time: '19:40' }, ago(days), words);
  }
  if (met) {
    life.plan({ day: ago(met.ago + 5), time: '21:00' }, ago(met.ago), null, met.notes);
    life.mailed({ day: ago(met.ago), time: '07:00' }, ago(met.ago), 'sent');
    life.spoke({ day: ago(met.ago), time: '22:00' }, ago(met.ago), met.words);
  }
  if (next) {
    const on = next.in === null ? null : addDays(today, next.in);
    life.plan({ day: ago(4), time: '20:30' }, on, next.time ?? null, next.notes);
  }
  return life.deeds;
}
