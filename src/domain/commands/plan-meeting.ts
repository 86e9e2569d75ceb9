import { defineCommand, type Facts } from '../../engine/deciding/define-command';
import { Conflict, NotFound, Refusal } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import type { ContactRow } from '../projections/contact-rows';
import {
  type AboutContact,
  type AccountTables,
  type ContactTables,
  seenBy,
  theContactAndTheAccount,
  today,
  toPosition,
} from './contact';
import { Fields } from './fields';
import { type Merged, merge } from './merge';

/** The next meeting as entered. Undefined fields weren't in the form. An empty `meeting_on` cancels the meeting. */
export type PlanMeeting = AboutContact & { meeting_on?: string; meeting_time?: string; notes?: string };

type Tables = ContactTables & AccountTables;
type Planned = 'meeting-planned' | 'meeting-moved' | 'meeting-cancelled' | 'meeting-notes-written';
type Plan = { meeting_on: string | null; meeting_time: string | null; notes: string };

/** Plans, moves, or cancels the next meeting and writes its notes. Yields events only for what the person changed. */
export const planMeeting = defineCommand<Events, PlanMeeting, Tables>()({
  name: 'plan-meeting',
  yields: ['meeting-planned', 'meeting-moved', 'meeting-cancelled', 'meeting-notes-written'],
  about: theContactAndTheAccount,
  seen: seenBy,
  decide(facts, input) {
    const subject = toPosition(input.contact);
    const contact = facts.contacts.one(subject);
    if (!contact) return new NotFound();
    const day = today(facts, facts.now);
    const present = planOf(contact, day);
    const { yours, refusal } = read(input, present, day);
    if (refusal) return refusal;
    const then = planOf(facts.then.contacts.one(subject) ?? contact, day);
    const { changes, conflicts } = mergePlans(then, present, yours);
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, facts.head);
    return eventsFor(facts, contact, present, changes, day);
  },
});

/** Cancels the next meeting. Its notes are kept. */
export const cancelMeeting = defineCommand<Events, AboutContact, Tables>()({
  name: 'cancel-meeting',
  yields: ['meeting-cancelled'],
  about: planMeeting.about,
  seen: seenBy,
  decide(facts, { contact, seen }) {
    const decision = planMeeting.decide(facts, { contact, seen, meeting_on: '', meeting_time: '' });
    return decision instanceof Refusal ? decision : decision.filter(isCancellation);
  },
});

/** Returns whether the date of the contact's next meeting has passed, so that a new meeting begins. */
export function isOver({ next_meeting_on }: ContactRow, day: string): boolean {
  return next_meeting_on !== null && next_meeting_on < day;
}

function planOf(contact: ContactRow, day: string): Plan {
  if (isOver(contact, day)) return { meeting_on: null, meeting_time: null, notes: '' };
  const { next_meeting_on, next_meeting_time, next_meeting_notes } = contact;
  return { meeting_on: next_meeting_on, meeting_time: next_meeting_time, notes: next_meeting_notes };
}

function read(
  input: PlanMeeting,
  present: Plan,
  day: string,
): { yours: Partial<Plan>; refusal: Refusal | null } {
  const fields = new Fields();
  const meeting_on = input.meeting_on === undefined ? undefined : fields.date('meeting_on', input.meeting_on);
  const meeting_time =
    input.meeting_time === undefined ? undefined : fields.time('meeting_time', input.meeting_time);
  const notes = input.notes === undefined ? undefined : fields.notes(input.notes);
  if (meeting_on && meeting_on < day)
    fields.fault('meeting_on', 'That date has passed. Choose today or a later date.');
  const dated = meeting_on === undefined ? present.meeting_on : meeting_on;
  if (meeting_time && !dated) fields.fault('meeting_on', 'Enter a date, or clear the time.');
  return { yours: { meeting_on, meeting_time, notes }, refusal: fields.refusal() };
}

/**
 * Merges plans, treating the date and the time as one value: if the person changes one of them and the other is no
 * longer what they saw, that is a conflict too. Nobody means to combine their time with a date that someone else set.
 */
function mergePlans(then: Plan, present: Plan, yours: Partial<Plan>): Merged<Plan> {
  const { changes, conflicts } = merge(then, present, yours);
  const dateAndTime = ['meeting_on', 'meeting_time'] as const;
  if (!dateAndTime.some((field) => field in changes || field in conflicts)) return { changes, conflicts };
  for (const field of dateAndTime) {
    const intended = yours[field] === undefined ? then[field] : yours[field];
    if (field in conflicts || field in changes || intended === present[field]) continue;
    conflicts[field] = { theirs: present[field] ?? '', yours: intended ?? '' };
  }
  return { changes, conflicts };
}

function eventsFor(
  { accounts, head }: Facts<Tables>,
  contact: ContactRow,
  present: Plan,
  changes: Partial<Plan>,
  day: string,
): NewKithEvent<Planned>[] {
  const subject = contact.contact;
  const events: NewKithEvent<Planned>[] = [];
  let meeting = isOver(contact, day) ? null : contact.meeting;
  if (changes.meeting_on !== undefined || changes.meeting_time !== undefined) {
    const { meeting_on, meeting_time } = { ...present, ...changes };
    const time_zone = accounts.get()?.time_zone ?? 'UTC';
    if (meeting_on === null) {
      events.push({ type: 'meeting-cancelled', subject, payload: { meeting: meeting! } });
    } else if (present.meeting_on === null) {
      events.push({
        type: 'meeting-planned',
        subject,
        payload: { meeting, meeting_on, meeting_time, time_zone },
      });
      meeting ??= head + 1;
    } else {
      const payload = { meeting: meeting!, meeting_on, meeting_time, time_zone };
      events.push({ type: 'meeting-moved', subject, payload });
    }
  }
  if (changes.notes !== undefined) {
    events.push({ type: 'meeting-notes-written', subject, payload: { meeting, notes: changes.notes } });
  }
  return events;
}

function isCancellation(event: NewKithEvent<Planned>): event is NewKithEvent<'meeting-cancelled'> {
  return event.type === 'meeting-cancelled';
}
