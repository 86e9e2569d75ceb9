import type { NewKithEvent } from '../../src/domain/events';
import { accountOpened } from '../../src/domain/events/account-opened';
import { contactCreated } from '../../src/domain/events/contact-created';
import { nameKey } from '../../src/domain/values/contact-name';
import type { NewEvent } from '../../src/event-store/define-event';
import {
  randomAction,
  randomDay,
  randomMethod,
  randomName,
  randomNotes,
  randomSentence,
  randomTime,
} from './mix';
import type { Random } from './random';

export type InventedEvent = NewEvent & { position: number; subject: number | null; at: Date };

type Contact = { subject: number; meeting: number | null; dated: boolean };

/** How long a log lasts, in milliseconds: two years. */
const span = 2 * 365 * 86_400_000;
const zone = 'Europe/Berlin';

/**
 * Invents a log as commands would have produced it: `count` events of one account in the proportions of the mix, over
 * the two years before `until`. The result depends only on the seed.
 */
export function* inventStream(random: Random, count: number, until: Date): Generator<InventedEvent> {
  const contacts: Contact[] = [];
  for (let position = 1; position <= count; position++) {
    const at = timeOf(position, count, until);
    const { event, subject } = invent(random, contacts, position, at);
    yield { ...event, position, subject, at };
  }
}

function invent(random: Random, contacts: Contact[], position: number, at: Date) {
  if (position === 1) return { event: inventAccount(), subject: null };
  const action = contacts.length === 0 ? 'contact' : randomAction(random);
  if (action === 'contact') {
    contacts.push({ subject: position, meeting: null, dated: false });
    return { event: inventContact(random, position), subject: position };
  }
  const contact = random.pick(contacts);
  return { event: ofContact(random, action, contact, position, at), subject: contact.subject };
}

function ofContact(
  random: Random,
  action: Exclude<ReturnType<typeof randomAction>, 'contact'>,
  contact: Contact,
  position: number,
  at: Date,
): NewKithEvent {
  const { subject, meeting } = contact;
  if (action === 'interaction') return inventInteraction(random, subject, at);
  if (action === 'description')
    return made('contact-description-changed', subject, { description: randomSentence(random) });
  if (action === 'method')
    return made('contact-method-changed', subject, { contact_methods: [randomMethod(random)] });
  if (action === 'rename') {
    const name = randomName(random, position);
    return made('contact-renamed', subject, { name, name_key: nameKey(name) });
  }
  contact.meeting ??= position;
  if (action === 'notes')
    return made('meeting-notes-written', subject, { meeting, notes: randomNotes(random) });
  const when = {
    meeting_on: randomDay(random, at, 1, 60),
    meeting_time: randomTime(random),
    time_zone: zone,
  };
  if (contact.dated) return made('meeting-moved', subject, { meeting: contact.meeting, ...when });
  contact.dated = true;
  return made('meeting-planned', subject, { meeting, ...when });
}

export function inventAccount(): NewKithEvent {
  return made('account-opened', null, accountOpened.example);
}

export function inventContact(random: Random, position: number): NewKithEvent {
  const name = randomName(random, position);
  return made('contact-created', 'itself', {
    ...contactCreated.example,
    name,
    name_key: nameKey(name),
    contact_methods: [randomMethod(random)],
    description: randomSentence(random),
  });
}

export function inventInteraction(random: Random, subject: number, at: Date): NewKithEvent {
  const payload = { interacted_on: randomDay(random, at, -30, 0), description: randomSentence(random) };
  return made('interaction-recorded', subject, payload);
}

/** Returns the time of an event. All `count` events are spread evenly over the two years before `until`. */
export function timeOf(position: number, count: number, until: Date): Date {
  return new Date(until.getTime() - span + Math.floor((span * position) / count));
}

function made<T extends NewKithEvent['type']>(
  type: T,
  subject: NewEvent['subject'],
  payload: Extract<NewKithEvent, { type: T }>['payload'],
): NewKithEvent {
  return { type, subject, payload } as NewKithEvent;
}
