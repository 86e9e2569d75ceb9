import { addDays, daysBetween } from '../../base/time';
import { type Acquaintance, sentences } from './acquaintances';
import type { Chance } from './chance';
import { calls, closings, intros, metWords, news, questions, visits } from './circles';
import type { Act } from './draft-log';
import { Life, type Moment } from './life';

/** The days that the log covers: from `opened` until the day before `today`. */
export type Year = { zone: string; today: string; opened: string };
/** A planned meeting: in how many days (null if not known yet), and at what time. */
export type Upcoming = { in: number | null; time: string | null };

type Step = Moment & { act: (life: Life, at: Moment) => void };

/** Returns what the account holder did with one contact, from the day when they added it until yesterday. */
export function yearWith(chance: Chance, year: Year, person: Acquaintance, upcoming?: Upcoming): Act[] {
  return new Plan(chance, year, person).acts(upcoming);
}

class Plan {
  private readonly steps: Step[] = [];
  private readonly added: string;
  private readonly subjects: string[];
  private readonly openings: string[];

  constructor(
    private readonly chance: Chance,
    private readonly year: Year,
    private readonly person: Acquaintance,
  ) {
    // Most contacts come from the old address book, in the first weeks, and the others over the year.
    const span = daysBetween(year.opened, year.today);
    this.added = addDays(year.opened, chance.is(0.7) ? chance.between(0, 20) : chance.between(21, span - 10));
    this.subjects = chance.shuffled([
      ...person.circle.about,
      ...chance.shuffled(news).slice(0, 14),
      person.phrase,
    ]);
    this.openings = chance.shuffled(person.near ? visits : calls);
  }

  acts(upcoming?: Upcoming): Act[] {
    const { chance, person, year } = this;
    const days = this.interactionDays();
    for (const [index, day] of days.entries()) this.interaction(day, index);
    this.keepInTouch(days.at(-1));
    const met = this.meetings(upcoming);
    this.changes();
    if (!upcoming && !met && chance.is(0.05)) this.remove();
    const name = chance.is(0.05) ? this.firstName() : person.name;
    const life = new Life(year.zone, { day: this.added, time: this.evening() }, { ...person, name });
    life.tag({ day: this.added, time: '00:00' }, person.circle.tag);
    if (chance.is(0.12)) life.tag({ day: this.added, time: '00:00' }, chance.pick(moreTags));
    const inTime = this.steps.toSorted((one, other) =>
      one.day + one.time < other.day + other.time ? -1 : 1,
    );
    for (const { act, day, time } of inTime) act(life, { day, time });
    return life.acts;
  }

  /** Returns the days of interactions, in order. With some people, they stop halfway through. */
  private interactionDays(): string[] {
    const { chance, added, year, person } = this;
    const lived = daysBetween(added, year.today) - 1;
    const [least, most] = person.circle.interactions;
    const count = Math.round((chance.between(least, most) * lived) / 390);
    const until = chance.is(0.15) ? Math.ceil(lived / 2) : lived;
    const ago = new Set(Array.from({ length: count }, () => chance.between(0, until)));
    return [...ago].sort((one, other) => one - other).map((after) => addDays(added, after));
  }

  private interaction(on: string, index: number) {
    const { chance, year, subjects, openings } = this;
    const about = subjects[index % subjects.length]!;
    const words = sentences([openings[index % openings.length]!, about]);
    // Mostly recorded the same evening, sometimes a day or two later.
    const at = chance.is(0.75) ? on : earlier(addDays(on, chance.between(1, 2)), addDays(year.today, -1));
    this.on(at, this.evening(), (life, at) => life.spoke(at, on, words));
    const slip = chance.next();
    if (slip < 0.01) this.on(at, '22:40', (life, at) => life.correct(at, -1, ''));
    else if (slip < 0.025) this.on(at, '22:40', (life, at) => life.correct(at, 0, 'And the tram was late.'));
    else if (slip < 0.032) this.on(at, '22:40', (life, at) => life.removeLast(at));
  }

  /** Sets a stay-in-touch rhythm for some people. Most of them are in touch often enough, and some are overdue. */
  private keepInTouch(last: string | undefined) {
    const { chance, year, person } = this;
    const wanted = { Family: 0.5, Friends: 0.4, Languages: 0.4 }[person.circle.tag] ?? 0.06;
    if (!last || !chance.is(wanted)) return;
    const gap = daysBetween(last, year.today);
    const late = chance.is(0.14);
    const every = late ? rhythms.findLast((days) => days < gap) : rhythms.find((days) => days > gap + 2);
    if (every) this.on(this.added, '23:00', (life, at) => life.stayInTouch(at, every));
  }

  /** Adds past meetings and the upcoming one. Returns whether there are any. */
  private meetings(upcoming?: Upcoming): boolean {
    const { chance, added, year } = this;
    let free = addDays(added, chance.between(2, 40));
    const end = addDays(year.today, upcoming ? -16 : -3);
    let count = chance.is(0.5) ? chance.between(1, 3) : 0;
    for (; count > 0; count--) {
      const on = addDays(free, chance.between(4, 60));
      if (on > end) break;
      this.pastMeeting(free, on);
      free = addDays(on, chance.between(5, 70));
    }
    if (!upcoming) return this.steps.some(({ time }) => time === morning);
    const planned = addDays(year.today, -chance.between(1, 12));
    const on = upcoming.in === null ? null : addDays(year.today, upcoming.in);
    const notes = this.notes();
    this.on(later(planned, added), '23:10', (life, at) => life.plan(at, on, upcoming.time, notes));
    return true;
  }

  private pastMeeting(planned: string, first: string) {
    const { chance } = this;
    const time = chance.is(0.7) ? chance.pick(clockTimes) : null;
    const notes = chance.is(0.85) ? this.notes() : '';
    this.on(planned, '23:10', (life, at) => life.plan(at, first, time, notes));
    const on = chance.is(0.12) ? addDays(first, chance.between(1, 2)) : first;
    if (on !== first) this.on(addDays(first, -1), '18:20', (life, at) => life.move(at, on, time));
    if (chance.is(0.15)) {
      const more = `${notes}\n- Don’t forget the umbrella`.trim();
      this.on(addDays(first, -2), '23:15', (life, at) => life.rewrite(at, more));
    }
    if (chance.is(0.08)) return this.on(addDays(on, -1), '20:05', (life, at) => life.cancel(at));
    const outcome = chance.is(0.015) ? 'missed' : chance.is(0.02) ? 'uncertain' : 'sent';
    if (outcome === 'missed') this.on(addDays(on, 1), '00:05', (life, at) => life.emailed(at, on, 'missed'));
    else this.on(on, morning, (life, at) => life.emailed(at, on, outcome));
    if (!chance.is(0.88)) return;
    const words = sentences([chance.pick(metWords), chance.is(0.6) ? chance.pick(this.subjects) : '']);
    const noted = outcome === 'missed' ? addDays(on, 1) : on;
    this.on(noted, '21:50', (life, at) => life.spoke(at, on, words));
  }

  /** Adds changes to the description, the contact methods, and the tags. */
  private changes() {
    const { chance, person, year } = this;
    const sometime = () => {
      const lived = daysBetween(this.added, year.today);
      return addDays(this.added, chance.between(1, Math.max(1, lived - 1)));
    };
    const { description, methods, circle } = person;
    if (chance.is(0.12)) {
      const more = sentences([description, chance.pick(developments)]);
      this.on(sometime(), '22:10', (life, at) => life.describe(at, more));
    }
    if (methods && chance.is(0.08)) {
      const fewer = methods.split('\n').toReversed().join('\n');
      this.on(sometime(), '22:15', (life, at) => life.reach(at, fewer));
    }
    if (chance.is(0.02)) this.on(sometime(), '22:20', (life, at) => life.untag(at, circle.tag));
  }

  private remove() {
    const { chance, year } = this;
    const day = addDays(year.today, -chance.between(2, 6));
    this.on(later(day, addDays(this.added, 1)), '22:55', (life, at) => life.delete(at));
    if (chance.is(0.4)) this.on(addDays(year.today, -1), '22:58', (life, at) => life.restore(at));
  }

  /** Returns a name for somebody whose full name isn't known yet. They are renamed later. */
  private firstName(): string {
    const { name, circle } = this.person;
    const day = addDays(this.added, 3);
    if (day < this.year.today) this.on(day, '22:05', (life, at) => life.rename(at, name));
    else return name;
    return `${name.split(' ')[0]} (${circle.tag.toLowerCase()})`;
  }

  private notes(): string {
    const { chance, person } = this;
    const bullets = chance
      .shuffled([...person.circle.ask, ...chance.shuffled(questions).slice(0, 4)])
      .slice(0, chance.between(1, 4))
      .map((ask) => `- ${ask}`)
      .join('\n');
    return [chance.pick(intros), bullets, chance.pick(closings)].filter(Boolean).join('\n\n');
  }

  private evening(): string {
    return `${this.chance.between(17, 21)}:${this.chance.between(10, 59)}`;
  }

  private on(day: string, time: string, act: Step['act']) {
    this.steps.push({ day, time, act });
  }
}

const rhythms = [7, 14, 21, 30, 45, 60, 90, 120, 180, 365];
const clockTimes = ['08:30', '10:00', '12:30', '15:00', '17:45', '18:00', '19:30', '20:15'];
const moreTags = ['Books', 'Music', 'Mentors', 'Berlin', 'Bees', 'Chess', 'Godparents'];
/** The account's morning hour, when morning emails are sent. */
const morning = '07:00';
const developments = [
  'Has moved in with Robin.',
  'Now works from home, and takes calls at lunch.',
  'A daughter since spring: Ella.',
  'Quit smoking in May. Don’t mention it.',
  'Has the key to our basement.',
  'New dog: Pepper.',
  'Works four days a week now; Fridays off.',
];

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
