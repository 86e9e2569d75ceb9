import type { Table } from '../../engine/projecting/table';
import type { Events, KithEvent, NewKithEvent } from '../events';
import type { ContactRow, MeetingRow } from '../projections/contact-rows';
import type { InteractionRow } from '../projections/interactions';
import { fields, type SetBy, setBy } from '../values/fields';
import { setColumn } from './column-edits';

/** What an inverse is made from: the contact as it was before the events to undo; undefined before its creation. */
export type Inverting = {
  subject: number;
  before: ContactRow | undefined;
  interactions: Table<InteractionRow>;
  meetings: Table<MeetingRow>;
  /** The new positions of interactions that an undo brings back, by their old ones. */
  again: Map<number, number>;
};

/**
 * How one event type is undone. `touches`: the parts of a contact that it changes; a later event that touches one of
 * them prevents an undo. `invert`: the events, of the types in `by`, after which the contact is as before. Null: it
 * can't be undone.
 */
type Undoing<T extends keyof Events, By> = {
  touches: (event: KithEvent<T>) => Part[];
  by: By;
  invert: (event: KithEvent<T>, inverting: Inverting) => NewKithEvent<Listed<By>>[] | null;
};

type Listed<By> = By extends readonly (infer T extends keyof Events)[] ? T : never;

/** A part of a contact, with the id of what it is about where there are several: `interaction 12`. */
type Part = keyof typeof reasons | `${'interaction' | 'tag'} ${string}`;

const columns = Object.keys(setBy) as (keyof SetBy)[];
const columnReasons = Object.fromEntries(
  columns.map((column) => [column, `“${fields[column].label}” has changed`]),
) as Record<keyof SetBy, string>;

/** Why a part can't be undone once it changed again; ends the sentence "This can't be undone: …". */
const reasons = {
  name: 'the name has changed',
  ...columnReasons,
  reach: 'the contact info has changed',
  tag: 'that tag has been added or removed',
  rhythm: 'how often you want to be in touch has changed',
  interaction: 'that conversation has been edited or deleted',
  presence: 'the contact has been deleted or restored',
  meeting: 'the meeting has changed, or its notes were emailed',
  notes: 'the notes have changed',
};

const nothing = (): Part[] => [];
const cannotBeUndone = { touches: nothing, by: [], invert: () => null } as const;

/** Ties the types of each entry together. */
function table<const By extends { [T in keyof Events]: readonly (keyof Events)[] }>(
  entries: {
    [T in keyof By]: Undoing<T & keyof Events, By[T]>;
  },
) {
  return entries;
}

const columnUndoing = Object.fromEntries(
  columns.map((column) => [
    setBy[column],
    {
      touches: () => [column],
      by: [setBy[column]],
      invert: (_event: unknown, { subject, before }: Inverting) => [
        setColumn(column, subject, before![column] ?? ''),
      ],
    },
  ]),
) as unknown as { [T in SetBy[keyof SetBy]]: Undoing<T, readonly [T]> };

/** How every event type is undone. A missing one does not compile. */
const undoing = table({
  'account-opened': cannotBeUndone,
  'account-settings-changed': cannotBeUndone,
  'account-closed': cannotBeUndone,
  'contact-forgotten': { ...cannotBeUndone, touches: () => ['presence'] },
  'contact-created': {
    touches: nothing,
    by: ['contact-deleted'],
    invert: (_event, { subject }) => [{ type: 'contact-deleted', subject, payload: {} }],
  },
  'contact-renamed': {
    touches: () => ['name'],
    by: ['contact-renamed'],
    invert: (_event, { subject, before }) => {
      const { name, name_key } = before!;
      return [{ type: 'contact-renamed', subject, payload: { name, name_key } }];
    },
  },
  ...columnUndoing,
  'contact-method-changed': {
    touches: () => ['reach'],
    by: ['contact-method-changed'],
    invert: (_event, { subject, before }) => {
      const { contact_methods } = before!;
      return [{ type: 'contact-method-changed', subject, payload: { contact_methods } }];
    },
  },
  'contact-deleted': {
    touches: () => ['presence'],
    by: ['contact-restored'],
    invert: (_event, { subject }) => [{ type: 'contact-restored', subject, payload: {} }],
  },
  'contact-restored': {
    touches: () => ['presence'],
    by: ['contact-deleted'],
    invert: (_event, { subject }) => [{ type: 'contact-deleted', subject, payload: {} }],
  },
  'tag-added': {
    touches: ({ payload }) => [`tag ${payload.tag_key}`],
    by: ['tag-removed'],
    invert: ({ payload }, { subject }) => [{ type: 'tag-removed', subject, payload }],
  },
  'tag-removed': {
    touches: ({ payload }) => [`tag ${payload.tag_key}`],
    by: ['tag-added'],
    invert: ({ payload }, { subject }) => [{ type: 'tag-added', subject, payload }],
  },
  'stay-in-touch-chosen': {
    touches: () => ['rhythm'],
    by: ['stay-in-touch-chosen', 'stay-in-touch-ended'],
    invert: (_event, inverting) => [rhythmBefore(inverting)],
  },
  'stay-in-touch-ended': {
    touches: () => ['rhythm'],
    by: ['stay-in-touch-chosen', 'stay-in-touch-ended'],
    invert: (_event, inverting) => [rhythmBefore(inverting)],
  },
  'stay-in-touch-reminded': cannotBeUndone,
  'interaction-recorded': {
    touches: ({ position }) => [`interaction ${position}`],
    by: ['interaction-removed'],
    invert: ({ position, payload: { interacted_on } }, { subject }) => [
      { type: 'interaction-removed', subject, payload: { interaction: position, interacted_on } },
    ],
  },
  'interaction-corrected': {
    touches: ({ payload }) => [`interaction ${payload.interaction}`],
    by: ['interaction-corrected'],
    invert: ({ payload }, { subject, interactions }) => {
      const { interaction, interacted_on: interacted_on_before } = payload;
      const { interacted_on, description } = interactions.get(interaction)!;
      const corrected = { interaction, interacted_on_before, interacted_on, description };
      return [{ type: 'interaction-corrected', subject, payload: corrected }];
    },
  },
  'interaction-removed': {
    touches: ({ payload }) => [`interaction ${payload.interaction}`],
    by: ['interaction-recorded'],
    invert: ({ payload }, { subject, interactions }) => {
      const { interacted_on, description } = interactions.get(payload.interaction)!;
      return [{ type: 'interaction-recorded', subject, payload: { interacted_on, description } }];
    },
  },
  'meeting-planned': {
    touches: (event) => (beginsMeeting(event) ? ['meeting', 'notes'] : ['meeting']),
    by: ['meeting-cancelled', 'meeting-moved', 'meeting-notes-written'],
    invert: (event, inverting) => [
      {
        type: 'meeting-cancelled',
        subject: inverting.subject,
        payload: { meeting: event.payload.meeting ?? event.position },
      },
      ...(beginsMeeting(event) ? meetingBefore(inverting) : []),
    ],
  },
  'meeting-moved': {
    touches: () => ['meeting'],
    by: ['meeting-moved', 'meeting-fulfilled'],
    invert: ({ payload: { meeting } }, { subject, meetings, again }) => {
      const row = meetings.get(meeting)!;
      // It had been fulfilled, and this event undid that.
      if (row.interaction !== null) {
        const interaction = again.get(row.interaction) ?? row.interaction;
        return [{ type: 'meeting-fulfilled', subject, payload: { meeting, interaction } }];
      }
      return [{ type: 'meeting-moved', subject, payload: { meeting, ...dateOf(row) } }];
    },
  },
  'meeting-cancelled': {
    touches: () => ['meeting'],
    by: ['meeting-planned'],
    invert: ({ payload: { meeting } }, { subject, meetings }) => [
      { type: 'meeting-planned', subject, payload: { meeting, ...dateOf(meetings.get(meeting)!) } },
    ],
  },
  'meeting-fulfilled': {
    touches: () => ['meeting'],
    by: ['meeting-moved', 'meeting-notes-written'],
    invert: (_event, inverting) => meetingBefore(inverting),
  },
  'meeting-notes-written': {
    touches: (event) => (beginsMeeting(event) ? ['meeting', 'notes'] : ['notes']),
    by: ['meeting-notes-written', 'meeting-moved'],
    invert: (event, inverting) => {
      const { subject, meetings } = inverting;
      const meeting = event.payload.meeting ?? event.position;
      const notes = meetings.get(meeting)?.notes ?? '';
      return [
        { type: 'meeting-notes-written', subject, payload: { meeting, notes } },
        ...(beginsMeeting(event) ? meetingBefore(inverting) : []),
      ];
    },
  },
  'meeting-notes-email-sent': { ...cannotBeUndone, touches: () => ['meeting'] },
  'meeting-notes-email-missed': { ...cannotBeUndone, touches: () => ['meeting'] },
  'meeting-notes-email-uncertain': { ...cannotBeUndone, touches: () => ['meeting'] },
});

type InverseType = { [T in keyof typeof undoing]: Listed<(typeof undoing)[T]['by']> }[keyof typeof undoing];

/** An event that undoes another one. */
export type Inverse = NewKithEvent<InverseType>;

/** The types of the events that an undo may yield. */
export const inverseTypes = [
  ...new Set(Object.values(undoing).flatMap(({ by }): readonly InverseType[] => by)),
];

/** The events after which the contact is as before this one, apart from times. Null: the event can't be undone. */
export function inverseOf(event: KithEvent, inverting: Inverting): Inverse[] | null {
  return (undoing[event.type] as Undoing<keyof Events, readonly InverseType[]>).invert(event, inverting);
}

/** Why events can't be undone: what later events changed of the same, as the end of a sentence. Null: nothing. */
export function reasonAgainst(undone: readonly KithEvent[], later: readonly KithEvent[]): string | null {
  if (later.length > 0 && undone.some(({ type }) => type === 'contact-created'))
    return 'more has happened since then. Delete the contact instead';
  const touched = new Set(undone.flatMap(partsOf));
  const found = later.flatMap(partsOf).find((part) => touched.has(part));
  return found === undefined ? null : `${reasons[found.split(' ', 1)[0] as keyof typeof reasons]} since then`;
}

function partsOf(event: KithEvent): Part[] {
  return (undoing[event.type] as Undoing<keyof Events, unknown>).touches(event);
}

/** The event that begins a meeting also sets its notes. */
function beginsMeeting({ payload }: { payload: { meeting: number | null } }): boolean {
  return payload.meeting === null;
}

function rhythmBefore({ subject, before }: Inverting) {
  const { stay_in_touch_every: every_days, stay_in_touch_since } = before!;
  if (every_days === null) return { type: 'stay-in-touch-ended', subject, payload: {} } as const;
  const payload = { every_days, chosen_on: stay_in_touch_since! };
  return { type: 'stay-in-touch-chosen', subject, payload } as const;
}

/** The meeting before one that is undone: it becomes the contact's newest again. */
function meetingBefore({ subject, before, meetings }: Inverting) {
  const row = before && before.meeting !== null ? meetings.get(before.meeting) : undefined;
  if (!row?.meeting_on) return [];
  const { meeting, notes } = row;
  const moved = { type: 'meeting-moved', subject, payload: { meeting, ...dateOf(row) } } as const;
  const written = { type: 'meeting-notes-written', subject, payload: { meeting, notes } } as const;
  return notes ? [moved, written] : [moved];
}

function dateOf({ meeting_on, meeting_time, time_zone }: MeetingRow) {
  return { meeting_on: meeting_on!, meeting_time, time_zone: time_zone! };
}
