import { addDays } from '../../base/time';
import { defineCommand } from '../../engine/deciding/define-command';
import type { Events, NewKithEvent } from '../events';
import { type ExamplePerson, examplePeople } from '../examples/people';
import { contactMethodOf } from '../values/contact-method';
import { typedMethods } from '../values/contact-methods-text';
import { nameKey } from '../values/contact-name';
import { type AccountTables, type ContactTables, otherContactNamed, theAccount, today } from './contact';

type SampleEvent =
  | 'contact-created'
  | 'tag-added'
  | 'stay-in-touch-chosen'
  | 'interaction-recorded'
  | 'meeting-planned'
  | 'meeting-fulfilled'
  | 'meeting-notes-written';

/**
 * Adds the sample people, with a year of interactions and some meetings. Skips people whose names are already taken.
 */
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
    const events: NewKithEvent<SampleEvent>[] = [];
    const time_zone = accounts.get()?.time_zone ?? 'UTC';
    const day = today({ accounts }, now);
    for (const person of examplePeople) {
      if (otherContactNamed(contacts, nameKey(person.name))) continue;
      events.push(...new SampleEvents(head + events.length + 1, day, time_zone).build(person));
    }
    return events;
  },
});

/** Builds the events of one sample person. The first event gets the position `subject`. */
class SampleEvents {
  private readonly events: NewKithEvent<SampleEvent>[] = [];

  constructor(
    private readonly subject: number,
    private readonly today: string,
    private readonly timeZone: string,
  ) {}

  build(person: ExamplePerson): NewKithEvent<SampleEvent>[] {
    this.events.push(created(person));
    for (const tag of person.tags) this.add('tag-added', { tag, tag_key: nameKey(tag) });
    const { everyDays, talks, met, next } = person;
    if (everyDays) {
      const chosen_on = addDays(this.today, -(talks[0]?.[0] ?? 0));
      this.add('stay-in-touch-chosen', { every_days: everyDays, chosen_on });
    }
    for (const [ago, description] of talks.filter(([ago]) => ago !== met?.ago))
      this.interact(ago, description);
    if (met) {
      const meeting = this.plan(addDays(this.today, -met.ago), null, met.notes);
      this.add('meeting-fulfilled', { meeting, interaction: this.interact(met.ago, met.words) });
    }
    if (next)
      this.plan(next.in === null ? null : addDays(this.today, next.in), next.time ?? null, next.notes);
    return this.events;
  }

  private interact(ago: number, description: string): number {
    return this.add('interaction-recorded', { interacted_on: addDays(this.today, -ago), description });
  }

  private plan(meeting_on: string | null, meeting_time: string | null, notes: string): number {
    if (meeting_on === null) return this.add('meeting-notes-written', { meeting: null, notes });
    const payload = { meeting: null, meeting_on, meeting_time, time_zone: this.timeZone };
    const meeting = this.add('meeting-planned', payload);
    this.add('meeting-notes-written', { meeting, notes });
    return meeting;
  }

  /** Adds an event and returns the position that it will have. */
  private add<T extends Exclude<SampleEvent, 'contact-created'>>(type: T, payload: Events[T]): number {
    this.events.push({ type, subject: this.subject, payload } as unknown as NewKithEvent<SampleEvent>);
    return this.subject + this.events.length - 1;
  }
}

function created({ name, description, methods }: ExamplePerson): NewKithEvent<'contact-created'> {
  const contact_methods = typedMethods(methods).map(({ label, value }) => contactMethodOf(value, label));
  const payload = { name, name_key: nameKey(name), description, contact_methods, example: true };
  return { type: 'contact-created', subject: 'itself', payload };
}
