import { addDays, instantOf } from '../../base/time';
import { contactMethodOf } from '../../domain/values/contact-method';
import { typedMethods } from '../../domain/values/contact-methods-text';
import { nameKey } from '../../domain/values/contact-name';
import { messageId } from '../../mail/message-id';
import { type Deed, Said } from './said';

/** A day and a time (HH:MM) on the account's wall. */
export type Moment = { day: string; time: string };

export type Introduction = { name: string; description: string; methods: string };

type Meeting = { began: Said; dated: Said | null; on: string | null };
type Talk = { said: Said<'interaction-recorded'>; on: string; description: string };

/** The account's id in the log, before a database gives it one. */
export const accountInLog = 1;

/**
 * What was done about one contact, told in the order of its time: the events that Kith's commands would have yielded.
 * What comes too early for what was told before happens right after that.
 */
export class Life {
  readonly deeds: Deed[] = [];
  private readonly self: Said<'contact-created'>;
  private meeting: Meeting | null = null;
  private last: Talk | null = null;
  private gone = false;

  constructor(
    private readonly zone: string,
    at: Moment,
    private readonly person: Introduction,
  ) {
    const { name, description, methods } = person;
    const contact_methods = listed(methods);
    const payload = { name, name_key: nameKey(name), description, contact_methods, example: false };
    this.self = new Said('contact-created', 'itself', payload);
    this.deed(at, 'create-contact', [this.self]);
  }

  tag(at: Moment, tag: string): void {
    this.deed(at, 'add-tag', [this.say('tag-added', { tag, tag_key: nameKey(tag) })]);
  }

  untag(at: Moment, tag: string): void {
    this.deed(at, 'remove-tag', [this.say('tag-removed', { tag, tag_key: nameKey(tag) })]);
  }

  stayInTouch(at: Moment, every_days: number): void {
    this.deed(at, 'choose-stay-in-touch', [
      this.say('stay-in-touch-chosen', { every_days, chosen_on: at.day }),
    ]);
  }

  rename(at: Moment, name: string): void {
    this.deed(at, 'edit-contact', [this.say('contact-renamed', { name, name_key: nameKey(name) })]);
  }

  describe(at: Moment, description: string): void {
    if (description !== this.person.description)
      this.deed(at, 'edit-contact', [this.say('contact-description-changed', { description })]);
  }

  reach(at: Moment, methods: string): void {
    if (methods === this.person.methods) return;
    const contact_methods = listed(methods);
    this.deed(at, 'edit-contact', [this.say('contact-method-changed', { contact_methods })]);
  }

  /** They were in touch on `on`. If a meeting was planned for that day, or before it, that took place. */
  spoke(at: Moment, on: string, description: string): void {
    const said = new Said('interaction-recorded', this.self, { interacted_on: on, description });
    const planned = this.meeting;
    const met = planned?.on && on >= planned.on ? planned : null;
    this.deed(at, 'record-interaction', [
      said,
      ...(met
        ? [new Said('meeting-fulfilled', this.self, { meeting: met.began, interaction: said }, said)]
        : []),
    ]);
    if (met) this.meeting = null;
    this.last = met ? null : { said, on, description };
  }

  /** The last talk was another day, or needs a word more. */
  correct(at: Moment, days: number, more: string): void {
    if (!this.last) return;
    const { said: interaction, on, description } = this.last;
    const interacted_on = addDays(on, days);
    const payload = {
      interaction,
      interacted_on_before: on,
      interacted_on,
      description: `${description} ${more}`.trim(),
    };
    this.deed(at, 'correct-interaction', [this.say('interaction-corrected', payload)]);
    this.last = null;
  }

  /** The last talk was somebody else's. */
  takeBack(at: Moment): void {
    if (!this.last) return;
    const { said: interaction, on: interacted_on } = this.last;
    this.deed(at, 'remove-interaction', [this.say('interaction-removed', { interaction, interacted_on })]);
    this.last = null;
  }

  /** The next meeting, with a day or, for now, only with notes. One that lost its day, or had none yet, goes on. */
  plan(at: Moment, meeting_on: string | null, meeting_time: string | null, notes: string): void {
    const before = this.meeting && this.meeting.on === null ? this.meeting.began : null;
    const when = { meeting_time, time_zone: this.zone };
    const dated =
      meeting_on === null ? null : this.say('meeting-planned', { meeting: before, meeting_on, ...when });
    const began = before ?? dated;
    const written = notes ? this.say('meeting-notes-written', { meeting: began, notes }) : null;
    const said = [dated, written].filter((one) => one !== null);
    if (said.length === 0) return;
    this.meeting = { began: began ?? said[0]!, dated, on: meeting_on };
    this.deed(at, 'plan-meeting', said);
  }

  move(at: Moment, meeting_on: string, meeting_time: string | null): void {
    if (!this.meeting?.on) return;
    const payload = { meeting: this.meeting.began, meeting_on, meeting_time, time_zone: this.zone };
    const dated = this.say('meeting-moved', payload);
    this.meeting = { ...this.meeting, dated, on: meeting_on };
    this.deed(at, 'plan-meeting', [dated]);
  }

  rewrite(at: Moment, notes: string): void {
    if (!this.meeting) return;
    this.deed(at, 'plan-meeting', [
      this.say('meeting-notes-written', { meeting: this.meeting.began, notes }),
    ]);
  }

  cancel(at: Moment): void {
    if (!this.meeting?.on) return;
    this.deed(at, 'cancel-meeting', [this.say('meeting-cancelled', { meeting: this.meeting.began })]);
    this.meeting = { ...this.meeting, dated: null, on: null };
  }

  /** What became of the morning mail about the meeting, if it is still planned for `on`. */
  mailed(at: Moment, on: string, outcome: 'sent' | 'missed' | 'uncertain'): void {
    const { began, dated } = this.meeting ?? {};
    if (!began || !dated || this.meeting?.on !== on || this.gone) return;
    const about = { meeting: began, meeting_on: on };
    const message_id = messageId(
      accountInLog,
      this.deeds.length,
      `${this.person.name} ${on}`,
      'kith.example',
    );
    const said =
      outcome === 'missed'
        ? new Said('meeting-notes-email-missed', this.self, { ...about, reason: 'day-over' }, dated)
        : new Said(`meeting-notes-email-${outcome}`, this.self, { ...about, message_id }, dated);
    this.deed(at, 'record-mail-outcome', [said], 'morning-email');
  }

  delete(at: Moment): void {
    this.deed(at, 'delete-contact', [this.say('contact-deleted', {})]);
    this.gone = true;
  }

  restore(at: Moment): void {
    this.gone = false;
    this.deed(at, 'restore-contact', [this.say('contact-restored', {})]);
  }

  private say<T extends Said['type']>(type: T, payload: Said<T>['payload']): Said<T> {
    return new Said(type, this.self, payload);
  }

  private deed({ day, time }: Moment, command: string, said: Said[], system?: string): void {
    if (this.gone) return;
    const earliest = (this.deeds.at(-1)?.at.getTime() ?? 0) + 20_000;
    const at = new Date(Math.max(earliest, instantOf(day, time, this.zone).getTime()));
    this.deeds.push({ at, command, system, said });
  }
}

function listed(methods: string) {
  return typedMethods(methods).map(({ label, value }) => contactMethodOf(value, label));
}
