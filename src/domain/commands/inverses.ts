import type { Table } from '../../engine/projecting/table';
import type { Events, KithEvent, NewKithEvent } from '../events';
import type { ContactRow, MeetingRow } from '../projections/contact-rows';
import type { InteractionRow } from '../projections/interactions';

/** The contact as it stood before the events that are to be inverted; undefined before its beginning. */
export type Inverting = {
  subject: number;
  before: ContactRow | undefined;
  interactions: Table<InteractionRow>;
  meetings: Table<MeetingRow>;
  /** Under which positions interactions come back that the events removed, by the positions they had. */
  again: Map<number, number>;
};

export type Inverse = NewKithEvent<
  | 'contact-renamed'
  | 'contact-description-changed'
  | 'contact-method-changed'
  | 'contact-deleted'
  | 'contact-restored'
  | 'tag-added'
  | 'tag-removed'
  | 'stay-in-touch-chosen'
  | 'stay-in-touch-ended'
  | 'interaction-recorded'
  | 'interaction-corrected'
  | 'interaction-removed'
  | 'meeting-planned'
  | 'meeting-moved'
  | 'meeting-cancelled'
  | 'meeting-fulfilled'
  | 'meeting-notes-written'
>;

/** The events behind which all is as before this one, but for times. Null: it can't be inverted. */
export function inverseOf(event: KithEvent, inverting: Inverting): Inverse[] | null {
  const invert = inverses[event.type] as (event: KithEvent, inverting: Inverting) => Inverse[] | null;
  return invert(event, inverting);
}

/** Every event type, once: one that is missing does not compile. */
const inverses: { [T in keyof Events]: (event: KithEvent<T>, inverting: Inverting) => Inverse[] | null } = {
  'account-opened': () => null,
  'account-settings-changed': () => null,
  'account-closed': () => null,
  'contact-forgotten': () => null,
  'contact-created': (_event, { subject }) => [{ type: 'contact-deleted', subject, payload: {} }],
  'contact-renamed': (_event, { subject, before }) => {
    const { name, name_key } = before!;
    return [{ type: 'contact-renamed', subject, payload: { name, name_key } }];
  },
  'contact-description-changed': (_event, { subject, before }) => {
    const { description } = before!;
    return [{ type: 'contact-description-changed', subject, payload: { description } }];
  },
  'contact-method-changed': (_event, { subject, before }) => {
    const { contact_methods } = before!;
    return [{ type: 'contact-method-changed', subject, payload: { contact_methods } }];
  },
  'contact-deleted': (_event, { subject }) => [{ type: 'contact-restored', subject, payload: {} }],
  'contact-restored': (_event, { subject }) => [{ type: 'contact-deleted', subject, payload: {} }],
  'tag-added': ({ payload }, { subject }) => [{ type: 'tag-removed', subject, payload }],
  'tag-removed': ({ payload }, { subject }) => [{ type: 'tag-added', subject, payload }],
  'stay-in-touch-chosen': (_event, inverting) => [rhythmBefore(inverting)],
  'stay-in-touch-ended': (_event, inverting) => [rhythmBefore(inverting)],
  'stay-in-touch-reminded': () => null,
  'interaction-recorded': ({ position, payload }, { subject }) => {
    const { interacted_on } = payload;
    return [{ type: 'interaction-removed', subject, payload: { interaction: position, interacted_on } }];
  },
  'interaction-corrected': ({ payload }, { subject, interactions }) => {
    const { interaction, interacted_on: interacted_on_before } = payload;
    const { interacted_on, description } = interactions.get(interaction)!;
    const corrected = { interaction, interacted_on_before, interacted_on, description };
    return [{ type: 'interaction-corrected', subject, payload: corrected }];
  },
  'interaction-removed': ({ payload }, { subject, interactions }) => {
    const { interacted_on, description } = interactions.get(payload.interaction)!;
    return [{ type: 'interaction-recorded', subject, payload: { interacted_on, description } }];
  },
  'meeting-planned': ({ position, payload }, inverting) => [
    {
      type: 'meeting-cancelled',
      subject: inverting.subject,
      payload: { meeting: payload.meeting ?? position },
    },
    ...(payload.meeting === null ? meetingBefore(inverting) : []),
  ],
  'meeting-moved': ({ payload: { meeting } }, { subject, meetings, again }) => {
    const row = meetings.get(meeting)!;
    // It had taken place, until that was taken back.
    if (row.interaction !== null) {
      const interaction = again.get(row.interaction) ?? row.interaction;
      return [{ type: 'meeting-fulfilled', subject, payload: { meeting, interaction } }];
    }
    return [{ type: 'meeting-moved', subject, payload: { meeting, ...dateOf(row) } }];
  },
  'meeting-cancelled': ({ payload: { meeting } }, { subject, meetings }) => [
    { type: 'meeting-planned', subject, payload: { meeting, ...dateOf(meetings.get(meeting)!) } },
  ],
  'meeting-fulfilled': (_event, inverting) => meetingBefore(inverting),
  'meeting-notes-written': ({ position, payload }, inverting) => {
    const { subject, meetings } = inverting;
    const meeting = payload.meeting ?? position;
    const notes = meetings.get(meeting)?.notes ?? '';
    return [
      { type: 'meeting-notes-written', subject, payload: { meeting, notes } },
      ...(payload.meeting === null ? meetingBefore(inverting) : []),
    ];
  },
  'meeting-notes-email-sent': () => null,
  'meeting-notes-email-missed': () => null,
  'meeting-notes-email-uncertain': () => null,
};

function rhythmBefore({ subject, before }: Inverting): Inverse {
  const { stay_in_touch_every: every_days, stay_in_touch_since } = before!;
  if (every_days === null) return { type: 'stay-in-touch-ended', subject, payload: {} };
  return { type: 'stay-in-touch-chosen', subject, payload: { every_days, chosen_on: stay_in_touch_since! } };
}

/** A meeting that began after another was over: that one is the contact's newest again. */
function meetingBefore({ subject, before, meetings }: Inverting): Inverse[] {
  const row = before && before.meeting !== null ? meetings.get(before.meeting) : undefined;
  if (!row?.meeting_on) return [];
  const { meeting, notes } = row;
  const moved: Inverse = { type: 'meeting-moved', subject, payload: { meeting, ...dateOf(row) } };
  const written: Inverse = { type: 'meeting-notes-written', subject, payload: { meeting, notes } };
  return notes ? [moved, written] : [moved];
}

function dateOf({ meeting_on, meeting_time, time_zone }: MeetingRow) {
  return { meeting_on: meeting_on!, meeting_time, time_zone: time_zone! };
}
