import { defineCommand } from '../../engine/deciding/define-command';
import type { Events, KithEvent } from '../events';

export type FulfilPastMeetings = { contact: number };

/**
 * Marks a contact's past meetings as fulfilled where the interactions were recorded before the fulfil-meeting reactor
 * existed. Yields what the reactor would have yielded at the time. Skips meetings that were moved or canceled since
 * then, and interactions that were removed or corrected to a date before the meeting.
 */
export const fulfilPastMeetings = defineCommand<Events, FulfilPastMeetings, object>()({
  name: 'fulfil-past-meetings',
  yields: ['meeting-fulfilled'],
  about: ({ contact }) => ({ subjects: [contact] }),
  decide({ events }, { contact }) {
    const meetings = new OpenMeetings();
    for (const event of events as unknown as KithEvent[]) meetings.apply(event);
    return meetings
      .fulfillments()
      .map((payload) => ({ type: 'meeting-fulfilled', subject: contact, payload }));
  },
});

/** Folds a contact's events to the meetings that took place but weren't marked as fulfilled. */
class OpenMeetings {
  /**
   * Meetings with a date that aren't fulfilled. `interactions`: those on that date or later that were recorded while it
   * was the next meeting.
   */
  private readonly open = new Map<number, { on: string; interactions: number[] }>();
  /** The dates of the interactions that weren't removed. */
  private readonly dates = new Map<number, string>();
  private next: number | null = null;

  apply({ type, position, payload }: KithEvent): void {
    if (type === 'meeting-planned' || type === 'meeting-moved') {
      this.next = payload.meeting ?? position;
      this.open.set(this.next, { on: payload.meeting_on, interactions: [] });
    } else if (type === 'meeting-cancelled' || type === 'meeting-fulfilled') {
      this.open.delete(payload.meeting);
      if (this.next === payload.meeting) this.next = null;
    } else if (type === 'meeting-notes-written') {
      this.next = payload.meeting ?? position;
    } else if (type === 'interaction-recorded') {
      this.dates.set(position, payload.interacted_on);
      const meeting = this.next === null ? undefined : this.open.get(this.next);
      if (meeting && payload.interacted_on >= meeting.on) meeting.interactions.push(position);
    } else if (type === 'interaction-corrected') {
      this.dates.set(payload.interaction, payload.interacted_on);
    } else if (type === 'interaction-removed') {
      this.dates.delete(payload.interaction);
    }
  }

  fulfillments(): { meeting: number; interaction: number }[] {
    return [...this.open].flatMap(([meeting, { on, interactions }]) => {
      const interaction = interactions.find((one) => (this.dates.get(one) ?? '') >= on);
      return interaction === undefined ? [] : [{ meeting, interaction }];
    });
  }
}
