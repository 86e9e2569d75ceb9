import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '../../src/database/queryable';
import { renderNotes } from '../../src/notes/markdown';
import { searchRows } from './search';

/**
 * A second implementation: computes what the projected tables contain naively from the raw events of one stream,
 * subject by subject. It shares no code with the engine or the handlers, except for the renderer of notes.
 */
export async function oracle(
  db: Queryable,
  accountId: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Record<string, Json[]>> {
  const { rows: events } = await db.query<Event>(
    `select e.position, e.subject, t.name as type, e.payload, e.created_at as at
      from events e join event_types t on t.id = e.event_type_id
      where e.account_id = $1 and e.position <= $2 and not e.masked order by e.position`,
    [accountId, upTo],
  );
  return oracleOf(events);
}

/** Does the same for given events. */
export function oracleOf(events: OracleEvent[]): Record<string, Json[]> {
  const subjects = events.filter(({ type }) => type === 'contact-created').map(({ subject }) => subject!);
  const people = subjects.map((subject) => biography(events.filter((event) => event.subject === subject)));
  return {
    projected_accounts: account(events),
    projected_contacts: people.filter(({ deleted }) => !deleted).map(({ contact }) => contact),
    projected_deleted_contacts: people
      .filter(({ deleted }) => deleted)
      .map(({ contact, deletedAt }) => ({ ...contact, deleted_at: deletedAt })),
    projected_contact_tags: people.filter(({ deleted }) => !deleted).flatMap(({ tagRows }) => tagRows),
    projected_former_names_of_contacts: formerNames(events),
    projected_meetings: people.flatMap(({ meetings }) => meetings),
    projected_interactions: people.flatMap(({ interactions }) => interactions),
    projected_meeting_notes_email_contacts: people.map(({ mailing }) => mailing),
    projected_meeting_notes_emails: people.flatMap(({ mailing }) => mailsOf(mailing)),
    ...searchRows(events),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: plain rows
export type Json = Record<string, any>;
export type OracleEvent = { position: number; subject: number | null; type: string; payload: Json; at: Date };
type Event = OracleEvent;

function account(events: Event[]): Json[] {
  const [opened] = events.filter(({ type }) => type === 'account-opened');
  if (!opened) return [];
  const changes = events.filter(({ type }) => type === 'account-settings-changed');
  const usual = { date_format: 'locale', appearance: 'system', stay_in_touch_email: false };
  const settings = Object.assign(usual, opened.payload, ...changes.map(({ payload }) => payload));
  return [{ ...settings, opened_at: opened.at, last_updated_at: lastAt([opened, ...changes]) }];
}

function formerNames(events: Event[]): Json[] {
  const names = new Map<string, Json>();
  const present = new Map<number, string>();
  for (const { type, subject, payload, at } of events) {
    if (type !== 'contact-created' && type !== 'contact-renamed') continue;
    const before = present.get(subject!);
    if (before !== undefined && before !== payload.name_key) {
      names.set(`${subject} ${before}`, { name_key: before, contact: subject, last_updated_at: at });
    }
    present.set(subject!, payload.name_key);
  }
  return [...names.values()];
}

function biography(events: Event[]) {
  const created = events[0]!;
  const stem = (prefix: string) => events.filter(({ type }) => type.startsWith(prefix));
  const newest = (type: string) => events.filter((event) => event.type === type).at(-1);
  const removal = newest('contact-deleted');
  const deleted = removal !== undefined && removal.position > (newest('contact-restored')?.position ?? 0);
  const interactions = interactionsOf(created.subject!, stem('interaction-'));
  const meetings = meetingsOf(created.subject!, stem('meeting-'));
  const plans = stem('meeting-').filter(({ type }) => !type.startsWith('meeting-notes-email'));
  const last = plans.filter(({ type }) => type !== 'meeting-fulfilled').at(-1);
  const isOpen = last && !isHeld(meetingOf(last), plans);
  const next = isOpen ? meetings.find(({ meeting }) => meeting === meetingOf(last)) : null;
  const { name, name_key } = (newest('contact-renamed') ?? created).payload;
  const tags = tagsOf(stem('tag-'));
  const back = newest('contact-restored');
  const contact = {
    name,
    name_key,
    contact: created.subject,
    description: (newest('contact-description-changed') ?? created).payload.description,
    ...reachOf((newest('contact-method-changed') ?? created).payload),
    tags: tags.map(({ payload }) => ({ key: payload.tag_key, tag: payload.tag })),
    example: created.payload.example ?? false,
    ...rhythmOf(stem('stay-in-touch-'), interactions),
    interaction_days: countDays(interactions),
    last_interacted_on:
      interactions
        .map((row) => row.interacted_on as string)
        .sort()
        .at(-1) ?? null,
    meeting: next?.meeting ?? null,
    next_meeting_on: next?.meeting_on ?? null,
    next_meeting_time: next?.meeting_time ?? null,
    next_meeting_time_zone: next?.time_zone ?? null,
    next_meeting_at: next?.meeting_on ? instant(next) : null,
    next_meeting_notes: next?.notes ?? '',
    next_meeting_notes_html: next?.notes ? renderNotes(next.notes) : '',
    created_at: created.at,
    last_updated_at: lastAt([
      created,
      ...['contact-', 'tag-', 'stay-in-touch-', 'interaction-'].flatMap(stem),
      ...plans,
    ]),
  };
  const mailing = mailingOf(created, events, name, deleted);
  const tagRows = tags.map((added) => ({
    tag_key: added.payload.tag_key,
    contact: created.subject,
    tag: added.payload.tag,
    last_updated_at: lastAt(back ? [added, back] : [added]),
  }));
  return { contact, deleted, deletedAt: removal?.at, interactions, meetings, mailing, tagRows };
}

/** Returns the event that added each of the contact's tags. */
function tagsOf(events: Event[]): Event[] {
  const keys = [...new Set(events.map(({ payload }) => payload.tag_key as string))].sort();
  const lasts = keys.map((key) => events.filter(({ payload }) => payload.tag_key === key).at(-1)!);
  return lasts.filter(({ type }) => type === 'tag-added');
}

/** How often to stay in touch, and by which day. */
function rhythmOf(events: Event[], interactions: Json[]): Json {
  const choice = events.filter(({ type }) => /-(chosen|ended)$/.test(type)).at(-1)?.payload;
  const reminded = events.filter(({ type }) => type.endsWith('-reminded')).at(-1)?.payload;
  const days = [choice?.chosen_on, ...interactions.map((row) => row.interacted_on)].filter(Boolean).sort();
  const every = choice?.every_days ?? null;
  return {
    stay_in_touch_every: every,
    stay_in_touch_since: choice?.chosen_on ?? null,
    stay_in_touch_on: every && Temporal.PlainDate.from(days.at(-1)).add({ days: every }).toString(),
    stay_in_touch_reminded_for: reminded?.due_on ?? null,
  };
}

/** Version 1 has a text, version 2 a list. */
function reachOf({ contact_method, contact_methods }: Json): Json {
  const old = contact_method ? [{ kind: kindOf(contact_method), label: '', value: contact_method }] : [];
  const methods = contact_methods ?? old;
  return { contact_methods: methods, contact_method: methods.length > 0 ? methods[0].value : '' };
}

/** Naive: enough for the values in tests. */
function kindOf(value: string): string {
  if (/^[^@ ]+@[^@ ]+\.[a-z]+$/.test(value)) return 'email';
  if (/^\+?[\d ]{5,}$/.test(value)) return 'phone';
  if (/^https?:/.test(value)) return 'url';
  return / |^$/.test(value) ? 'other' : 'handle';
}

function interactionsOf(contact: number, events: Event[]): Json[] {
  return events
    .filter(({ type }) => type === 'interaction-recorded')
    .map(({ position }) => ({
      interaction: position,
      history: events.filter(
        (event) => event.position === position || event.payload.interaction === position,
      ),
    }))
    .filter(({ history }) => history.at(-1)!.type !== 'interaction-removed')
    .map(({ interaction, history }) => ({
      interaction,
      contact,
      interacted_on: history.at(-1)!.payload.interacted_on,
      description: history.at(-1)!.payload.description,
      last_updated_at: lastAt(history),
    }));
}

function meetingOf({ payload, position }: Event): number {
  return payload.meeting ?? position;
}

function meetingsOf(contact: number, events: Event[]): Json[] {
  // An email about a meeting that does not exist belongs to no contact.
  const begun = events.filter(({ type }) => !type.startsWith('meeting-notes-email'));
  const ids = [...new Set(begun.map(meetingOf))];
  return ids.map((meeting) => {
    const history = events.filter((event) => meetingOf(event) === meeting);
    const dates = history.filter(({ type }) => /planned|moved|cancelled/.test(type));
    const { meeting_on = null, meeting_time = null, time_zone = null } = dates.at(-1)?.payload ?? {};
    const written = history.filter(({ type }) => type === 'meeting-notes-written').at(-1);
    const notes = written?.payload.notes ?? '';
    const mail = history.filter(({ type }) => type.startsWith('meeting-notes-email')).at(-1);
    return {
      meeting,
      contact,
      meeting_on,
      meeting_time,
      time_zone,
      notes,
      notes_html: renderNotes(notes),
      notes_at: written?.at ?? null,
      interaction:
        history.filter(({ type }) => /planned|moved|fulfilled/.test(type)).at(-1)?.payload.interaction ??
        null,
      email: mail ? mail.type.replace('meeting-notes-email-', '') : null,
      email_for: mail?.payload.meeting_on ?? null,
      email_at: mail?.at ?? null,
      email_reason: mail?.payload.reason ?? null,
      last_updated_at: lastAt(history),
    };
  });
}

/** What the morning email has to know about a contact. */
function mailingOf(created: Event, events: Event[], contact_name: string, deleted: boolean): Json {
  const relevant = events.filter(({ type }) =>
    /^contact-(created|renamed|deleted|restored)|^meeting-/.test(type),
  );
  const plans = relevant.filter(({ type }) =>
    /^meeting-(planned|moved|cancelled|fulfilled|notes-written)$/.test(type),
  );
  const settled = relevant.filter(({ type }) => type.startsWith('meeting-notes-email-'));
  const settled_days = [...new Set(settled.map(({ payload }) => payload.meeting_on))].sort();
  const ids = plans.filter(({ type }) => type !== 'meeting-fulfilled').map(meetingOf);
  // In the order in which they were last planned.
  const meetings = ids.filter((id, index) => !ids.includes(id, index + 1)).map((id) => planOf(id, plans));
  const last = meetings.pop();
  const isOpen = last && !isHeld(last.meeting, plans);
  const newest = isOpen ? last : { meeting: null, dated_by: null, meeting_on: null, meeting_notes: '' };
  const earlier = meetings.filter(
    ({ meeting, meeting_on }) => meeting_on && !settled_days.includes(meeting_on) && !isHeld(meeting, plans),
  );
  const known = { contact: created.subject, contact_name, deleted, last_updated_at: lastAt(relevant) };
  return { ...known, ...newest, earlier, settled_days };
}

function isHeld(meeting: number, plans: Event[]): boolean {
  return plans.filter((event) => meetingOf(event) === meeting).at(-1)!.type === 'meeting-fulfilled';
}

function planOf(meeting: number, plans: Event[]): Json {
  const all = plans.filter((event) => meetingOf(event) === meeting);
  // A meeting that took place and is planned again starts over.
  const history = all.slice(all.findLastIndex(({ type }) => type === 'meeting-fulfilled') + 1);
  const dating = history.filter(({ type }) => type !== 'meeting-notes-written').at(-1);
  const writing = history.filter(({ type }) => type === 'meeting-notes-written').at(-1);
  const meeting_on = dating?.payload.meeting_on ?? null;
  const dated_by = meeting_on ? dating!.position : null;
  return { meeting, dated_by, meeting_on, meeting_notes: writing?.payload.notes ?? '' };
}

/** One per day: if two meetings are on the same day, the later one's. */
function mailsOf({ contact, contact_name, deleted, earlier, settled_days, last_updated_at, ...last }: Json) {
  const due = [...earlier, last].filter(
    ({ meeting_on }) => !deleted && meeting_on && !settled_days.includes(meeting_on),
  );
  const days = due.map(({ meeting_on }) => meeting_on);
  return due
    .filter(({ meeting_on }, index) => !days.includes(meeting_on, index + 1))
    .map((meeting): Json => ({ contact, contact_name, ...meeting, last_updated_at }));
}

function countDays(interactions: Json[]): Record<string, number> {
  const days: Record<string, number> = {};
  for (const { interacted_on } of interactions) days[interacted_on] = (days[interacted_on] ?? 0) + 1;
  return days;
}

function instant({ meeting_on, meeting_time, time_zone }: Json): Date {
  const day = Temporal.PlainDate.from(meeting_on);
  const plainTime = meeting_time === null ? undefined : Temporal.PlainTime.from(meeting_time);
  return new Date(day.toZonedDateTime({ timeZone: time_zone, plainTime }).epochMilliseconds);
}

function lastAt(events: Event[]): Date {
  return events.reduce((last, event) => (event.position > last.position ? event : last)).at;
}
