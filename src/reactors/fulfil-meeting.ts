import type { ContactTables } from '../domain/commands/contact';
import type { KithEvent, NewKithEvent } from '../domain/events';
import type { Cause, InTransaction } from '../engine/reacting/define-reactor';

/** Marks the next meeting as fulfilled when an interaction is recorded on its day or later. */
export const fulfilMeeting = {
  react({ subject, position, payload }: Cause, { contacts }: ContactTables): NewKithEvent[] {
    const { interacted_on } = payload as KithEvent<'interaction-recorded'>['payload'];
    const { meeting, next_meeting_on } = contacts.one(subject) ?? {};
    if (!meeting || !next_meeting_on || interacted_on < next_meeting_on) return [];
    return [{ type: 'meeting-fulfilled', subject, payload: { meeting, interaction: position } }];
  },
} satisfies Pick<InTransaction, 'react'>;
