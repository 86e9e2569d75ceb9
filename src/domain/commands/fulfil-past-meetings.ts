import { defineCommand } from '../../engine/deciding/define-command';
import type { Events, KithEvent } from '../events';

export type FulfilPastMeetings = { contact: number };

/**
 * Says of a contact's meetings which ones took place, where interactions were recorded before Kith said so itself: the
 * fulfil-meeting reactor would have yielded the same at that time. A meeting that was given another day since is left
 * alone, and so is one whose interaction was removed, or corrected to an earlier day.
 */
export const fulfilPastMeetings = defineCommand<Events, FulfilPastMeetings, object>()({
  name: 'fulfil-past-meetings',
  yields: ['meeting-fulfilled'],
  about: ({ contact }) => ({ subjects: [contact] }),
  decide({ events }, { contact }) {
    const told = new Telling();
    for (const event of events as unknown as KithEvent[]) told.hear(event);
    return told.fulfilments().map((payload) => ({ type: 'meeting-fulfilled', subject: contact, payload }));
  },
});

/** A contact's story as far as it matters here. */
class Telling {
  /** Meetings that have a day and did not take place, with the interactions on that day or later, while it was next. */
  private readonly open = new Map<number, { on: string; interactions: number[] }>();
  /** The days of the interactions that stand. */
  private readonly days = new Map<number, string>();
  private next: number | null = null;

  hear({ type, position, payload }: KithEvent): void {
    if (type === 'meeting-planned' || type === 'meeting-moved') {
      this.next = payload.meeting ?? position;
      this.open.set(this.next, { on: payload.meeting_on, interactions: [] });
    } else if (type === 'meeting-cancelled' || type === 'meeting-fulfilled') {
      this.open.delete(payload.meeting);
      if (this.next === payload.meeting) this.next = null;
    } else if (type === 'meeting-notes-written') {
      this.next = payload.meeting ?? position;
    } else if (type === 'interaction-recorded') {
      this.days.set(position, payload.interacted_on);
      const meeting = this.next === null ? undefined : this.open.get(this.next);
      if (meeting && payload.interacted_on >= meeting.on) meeting.interactions.push(position);
    } else if (type === 'interaction-corrected') {
      this.days.set(payload.interaction, payload.interacted_on);
    } else if (type === 'interaction-removed') {
      this.days.delete(payload.interaction);
    }
  }

  fulfilments(): { meeting: number; interaction: number }[] {
    return [...this.open].flatMap(([meeting, { on, interactions }]) => {
      const interaction = interactions.find((one) => (this.days.get(one) ?? '') >= on);
      return interaction === undefined ? [] : [{ meeting, interaction }];
    });
  }
}
