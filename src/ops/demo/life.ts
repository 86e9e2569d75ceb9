import { addDays, instantOf } from '../../base/time';
import { contactMethodOf } from '../../domain/values/contact-method';
import { typedMethods } from '../../domain/values/contact-methods-text';
import { nameKey } from '../../domain/values/contact-name';
import { messageId } from '../../mail/message-id';
import { type Act, DraftEvent } from './draft-log';

/** A day and a time (HH:MM) in the account's time zone. */
export type Moment = { day: string; time: string };

export type Introduction = { name: string; description: string; methods: string };

type Meeting = { began: DraftEvent; dated: DraftEvent | null; on: string | null };
type Interaction = { event: DraftEvent<'interaction-recorded'>; on: string; description: string };

/** The account's id in the log, before a database gives it one. */
export const accountInLog = 1;

/**
 * Drafts the history of one contact: the events that Kith's commands would have yielded. Call the methods in
 * chronological order; an act that would come before the previous one happens 20 seconds after it.
 */
export class Life {
  readonly acts: Act[] = [];
  private readonly self: DraftEvent<'contact-created'>;
  private meeting: Meeting | null = null;
  private last: Interaction | null = null;
  private gone = false;

  constructor(
    private readonly zone: string,
    at: Moment,
    private readonly person: Introduction,
  ) {
    const { name, description, methods } = person;
    const contact_methods = listed(methods);
    const payload = { name, name_key: nameKey(name), description, contact_methods, example: false };
    this.self = new DraftEvent('contact-created', 'itself', payload);
    this.addAct(at, 'create-contact', [this.self]);
  }

  tag(at: Moment, tag: string): void {
    this.addAct(at, 'add-tag', [this.draft('tag-added', { tag, tag_key: nameKey(tag) })]);
  }

  untag(at: Moment, tag: string): void {
    this.addAct(at, 'remove-tag', [this.draft('tag-removed', { tag, tag_key: nameKey(tag) })]);
  }

  stayInTouch(at: Moment, every_days: number): void {
    this.addAct(at, 'choose-stay-in-touch', [
      this.draft('stay-in-touch-chosen', { every_days, chosen_on: at.day }),
    ]);
  }

  rename(at: Moment, name: string): void {
    this.addAct(at, 'edit-contact', [this.draft('contact-renamed', { name, name_key: nameKey(name) })]);
  }

  describe(at: Moment, description: string): void {
    if (description !== this.person.description)
      this.addAct(at, 'edit-contact', [this.draft('contact-description-changed', { description })]);
  }

  reach(at: Moment, methods: string): void {
    if (methods === this.person.methods) return;
    const contact_methods = listed(methods);
    this.addAct(at, 'edit-contact', [this.draft('contact-method-changed', { contact_methods })]);
  }

  /** Records an interaction on `on`. If a meeting was planned for that day or earlier, it counts as fulfilled. */
  spoke(at: Moment, on: string, description: string): void {
    const event = new DraftEvent('interaction-recorded', this.self, { interacted_on: on, description });
    const planned = this.meeting;
    const met = planned?.on && on >= planned.on ? planned : null;
    this.addAct(at, 'record-interaction', [
      event,
      ...(met
        ? [new DraftEvent('meeting-fulfilled', this.self, { meeting: met.began, interaction: event }, event)]
        : []),
    ]);
    if (met) this.meeting = null;
    this.last = met ? null : { event, on, description };
  }

  /** Corrects the last interaction: moves it by `days` and adds `more` to its description. */
  correct(at: Moment, days: number, more: string): void {
    if (!this.last) return;
    const { event: interaction, on, description } = this.last;
    const interacted_on = addDays(on, days);
    const payload = {
      interaction,
      interacted_on_before: on,
      interacted_on,
      description: `${description} ${more}`.trim(),
    };
    this.addAct(at, 'correct-interaction', [this.draft('interaction-corrected', payload)]);
    this.last = null;
  }

  /** Removes the last interaction. */
  removeLast(at: Moment): void {
    if (!this.last) return;
    const { event: interaction, on: interacted_on } = this.last;
    this.addAct(at, 'remove-interaction', [
      this.draft('interaction-removed', { interaction, interacted_on }),
    ]);
    this.last = null;
  }

  /** Plans the next meeting, with or without a day. A meeting without a day keeps its notes and its identity. */
  plan(at: Moment, meeting_on: string | null, meeting_time: string | null, notes: string): void {
    const before = this.meeting && this.meeting.on === null ? this.meeting.began : null;
    const when = { meeting_time, time_zone: this.zone };
    const dated =
      meeting_on === null ? null : this.draft('meeting-planned', { meeting: before, meeting_on, ...when });
    const began = before ?? dated;
    const written = notes ? this.draft('meeting-notes-written', { meeting: began, notes }) : null;
    const events = [dated, written].filter((event) => event !== null);
    if (events.length === 0) return;
    this.meeting = { began: began ?? events[0]!, dated, on: meeting_on };
    this.addAct(at, 'plan-meeting', events);
  }

  move(at: Moment, meeting_on: string, meeting_time: string | null): void {
    if (!this.meeting?.on) return;
    const payload = { meeting: this.meeting.began, meeting_on, meeting_time, time_zone: this.zone };
    const dated = this.draft('meeting-moved', payload);
    this.meeting = { ...this.meeting, dated, on: meeting_on };
    this.addAct(at, 'plan-meeting', [dated]);
  }

  rewrite(at: Moment, notes: string): void {
    if (!this.meeting) return;
    this.addAct(at, 'plan-meeting', [
      this.draft('meeting-notes-written', { meeting: this.meeting.began, notes }),
    ]);
  }

  cancel(at: Moment): void {
    if (!this.meeting?.on) return;
    this.addAct(at, 'cancel-meeting', [this.draft('meeting-cancelled', { meeting: this.meeting.began })]);
    this.meeting = { ...this.meeting, dated: null, on: null };
  }

  /** Records the outcome of the morning email about the meeting, if it is still planned for `on`. */
  emailed(at: Moment, on: string, outcome: 'sent' | 'missed' | 'uncertain'): void {
    const { began, dated } = this.meeting ?? {};
    if (!began || !dated || this.meeting?.on !== on || this.gone) return;
    const about = { meeting: began, meeting_on: on };
    const message_id = messageId(accountInLog, this.acts.length, `${this.person.name} ${on}`, 'kith.example');
    const event =
      outcome === 'missed'
        ? new DraftEvent('meeting-notes-email-missed', this.self, { ...about, reason: 'day-over' }, dated)
        : new DraftEvent(`meeting-notes-email-${outcome}`, this.self, { ...about, message_id }, dated);
    this.addAct(at, 'record-mail-outcome', [event], 'morning-email');
  }

  delete(at: Moment): void {
    this.addAct(at, 'delete-contact', [this.draft('contact-deleted', {})]);
    this.gone = true;
  }

  restore(at: Moment): void {
    this.gone = false;
    this.addAct(at, 'restore-contact', [this.draft('contact-restored', {})]);
  }

  private draft<T extends DraftEvent['type']>(type: T, payload: DraftEvent<T>['payload']): DraftEvent<T> {
    return new DraftEvent(type, this.self, payload);
  }

  private addAct({ day, time }: Moment, command: string, events: DraftEvent[], system?: string): void {
    if (this.gone) return;
    const earliest = (this.acts.at(-1)?.at.getTime() ?? 0) + 20_000;
    const at = new Date(Math.max(earliest, instantOf(day, time, this.zone).getTime()));
    this.acts.push({ at, command, system, events });
  }
}

function listed(methods: string) {
  return typedMethods(methods).map(({ label, value }) => contactMethodOf(value, label));
}
