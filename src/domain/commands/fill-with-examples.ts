import { addDays } from '../../base/time';
import { defineCommand } from '../../engine/deciding/define-command';
import type { Events, NewKithEvent } from '../events';
import { type ExamplePerson, examplePeople } from '../examples/people';
import { contactMethodOf } from '../values/contact-method';
import { typedMethods } from '../values/contact-methods-text';
import { nameKey } from '../values/contact-name';
import { type AccountTables, type ContactTables, otherContactNamed, theAccount, today } from './contact';

type Told =
  | 'contact-created'
  | 'tag-added'
  | 'stay-in-touch-chosen'
  | 'interaction-recorded'
  | 'meeting-planned'
  | 'meeting-fulfilled'
  | 'meeting-notes-written';

/** Lets the made-up people move in, with a year of talks and some meetings. Whose name is taken stays away. */
export const fillWithExamples = defineCommand<Events, object, ContactTables & AccountTables>()({
  name: 'fill-with-examples',
  yields: [
    'contact-created',
    'tag-added',
    'stay-in-touch-chosen',
    'interaction-recorded',
    'meeting-planned',
    'meeting-fulfilled',
    'meeting-notes-written',
  ],
  about: () => ({ ...theAccount, names: examplePeople.map(({ name }) => nameKey(name)) }),
  decide({ contacts, accounts, head, now }) {
    const events: NewKithEvent<Told>[] = [];
    const time_zone = accounts.get()?.time_zone ?? 'UTC';
    const day = today({ accounts }, now);
    for (const person of examplePeople) {
      if (otherContactNamed(contacts, nameKey(person.name))) continue;
      events.push(...new Telling(head + events.length + 1, day, time_zone).of(person));
    }
    return events;
  },
});

/** A person's events, the first of them at `subject`. */
class Telling {
  private readonly events: NewKithEvent<Told>[] = [];

  constructor(
    private readonly subject: number,
    private readonly today: string,
    private readonly timeZone: string,
  ) {}

  of(person: ExamplePerson): NewKithEvent<Told>[] {
    this.events.push(created(person));
    for (const tag of person.tags) this.tell('tag-added', { tag, tag_key: nameKey(tag) });
    const { everyDays, talks, met, next } = person;
    if (everyDays) {
      const chosen_on = addDays(this.today, -(talks[0]?.[0] ?? 0));
      this.tell('stay-in-touch-chosen', { every_days: everyDays, chosen_on });
    }
    for (const [ago, description] of talks.filter(([ago]) => ago !== met?.ago)) this.spoke(ago, description);
    if (met) {
      const meeting = this.plan(addDays(this.today, -met.ago), null, met.notes);
      this.tell('meeting-fulfilled', { meeting, interaction: this.spoke(met.ago, met.words) });
    }
    if (next)
      this.plan(next.in === null ? null : addDays(this.today, next.in), next.time ?? null, next.notes);
    return this.events;
  }

  private spoke(ago: number, description: string): number {
    return this.tell('interaction-recorded', { interacted_on: addDays(this.today, -ago), description });
  }

  private plan(meeting_on: string | null, meeting_time: string | null, notes: string): number {
    if (meeting_on === null) return this.tell('meeting-notes-written', { meeting: null, notes });
    const payload = { meeting: null, meeting_on, meeting_time, time_zone: this.timeZone };
    const meeting = this.tell('meeting-planned', payload);
    this.tell('meeting-notes-written', { meeting, notes });
    return meeting;
  }

  /** The position that the event will have. */
  private tell<T extends Exclude<Told, 'contact-created'>>(type: T, payload: Events[T]): number {
    this.events.push({ type, subject: this.subject, payload } as unknown as NewKithEvent<Told>);
    return this.subject + this.events.length - 1;
  }
}

function created({ name, description, methods }: ExamplePerson): NewKithEvent<'contact-created'> {
  const contact_methods = typedMethods(methods).map(({ label, value }) => contactMethodOf(value, label));
  const payload = { name, name_key: nameKey(name), description, contact_methods, example: true };
  return { type: 'contact-created', subject: 'itself', payload };
}
