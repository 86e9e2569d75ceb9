import { changeSettings } from '../../src/commands/change-settings';
import { correctInteraction } from '../../src/commands/correct-interaction';
import { createContact } from '../../src/commands/create-contact';
import { deleteContact } from '../../src/commands/delete-contact';
import { editContact } from '../../src/commands/edit-contact';
import { fulfilPastMeetings } from '../../src/commands/fulfil-past-meetings';
import { cancelMeeting, planMeeting } from '../../src/commands/plan-meeting';
import { recordInteraction } from '../../src/commands/record-interaction';
import { recordMailOutcome } from '../../src/commands/record-mail-outcome';
import { removeInteraction } from '../../src/commands/remove-interaction';
import { restoreContact } from '../../src/commands/restore-contact';
import { undo } from '../../src/commands/undo';
import type { AnyCommand } from '../../src/deciding/define-command';
import { Refusal } from '../../src/deciding/refusal';
import type { NewKithEvent } from '../../src/events';
import type { Random } from '../oracle/random-person';
import { followingUp } from './following-up';
import {
  accountOpened,
  meetingNotesEmailMissed,
  meetingNotesEmailSent,
  meetingNotesEmailUncertain,
} from './happened';
import { Stream } from './stream';

/** Few of each, so that what is done collides. */
const names = ['Bob', 'BOB', 'Rob', 'Ann', '👩🏽', 'new', 'Straße', 'STRASSE', '', 'x'.repeat(201)];
const days = ['', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-02-30'];
const times = ['', '', '09:30', '18:00', '25:00'];
const ways = ['', '@bob', 'work\tbob@example.org\r\n@bob', ' @bob ', 'knock twice\nhome\t030 12345'];
const texts = ['', 'Ask.', '**Tell.**', ' Ask.\r\n'];

/**
 * A stream that grew by `acts` random commands, from forms of random age. Some were refused, some changed nothing.
 * `onDecision` is told what each of the others yielded.
 */
export function randomLife(
  next: Random,
  acts: number,
  onDecision: (command: AnyCommand, events: NewKithEvent[]) => void = () => undefined,
): { stream: Stream; now: Date } {
  const stream = new Stream([accountOpened()]);
  let now = new Date('2026-11-19T10:00:00Z');
  // Some began with a release that did not say yet which meetings took place.
  const old = next() < 0.3 ? acts * 0.8 : 0;
  for (let act = 0; act < acts; act++) {
    now = new Date(now.getTime() + next() * 3_600_000);
    const [command, input] = randomForm(stream, next);
    const decision = stream.decide(command, input, now);
    if (decision instanceof Refusal) continue;
    onDecision(command, decision);
    stream.append(act < old ? decision : [...decision, ...followingUp(stream, decision)]);
  }
  return { stream, now };
}

function randomForm(stream: Stream, next: Random): [AnyCommand, object] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const began = (type: string) => stream.events.filter((event) => event.type === type);
  const contact = pick(began('contact-created'))?.position ?? 1;
  const [name, description, notes] = [pick(names), pick(texts), pick(texts)];
  const [meeting_on, interacted_on] = [pick(days), pick(days)];
  const about = { contact, seen: stream.head - Math.floor(next() * 8) };
  const interaction = pick(
    began('interaction-recorded').filter(({ subject }) => subject === contact),
  )?.position;
  const meetings = stream.events.filter(
    ({ type }) => type === 'meeting-planned' || type === 'meeting-notes-written',
  );
  const meeting = pick(next() < 0.9 ? meetings.filter(({ subject }) => subject === contact) : meetings);
  const mail = pick([meetingNotesEmailSent, meetingNotesEmailMissed, meetingNotesEmailUncertain])(
    contact,
    meeting?.position ?? 1,
    '2026-11-21',
  );
  return pick<[AnyCommand, object]>([
    [createContact, { name, description }],
    [createContact, { name }],
    [editContact, { ...about, name, description, contact_methods: pick(ways) }],
    [editContact, { ...about, name }],
    [deleteContact, about],
    [restoreContact, { contact: pick(began('contact-deleted'))?.subject ?? contact, name }],
    [recordInteraction, { ...about, interacted_on, description }],
    [recordInteraction, about],
    [undo, { contact, position: stream.head - Math.floor(next() * 3) }],
    [correctInteraction, { ...about, interaction, interacted_on, description }],
    [removeInteraction, { ...about, interaction }],
    [planMeeting, { ...about, meeting_on, meeting_time: pick(times), notes }],
    [planMeeting, { ...about, meeting_on, meeting_time: '' }],
    [planMeeting, { ...about, notes }],
    [cancelMeeting, about],
    [fulfilPastMeetings, { contact: pick(began('interaction-recorded'))?.subject ?? contact }],
    [recordMailOutcome, { contact, outcome: { type: mail.type, payload: mail.payload } }],
    [changeSettings, { seen: about.seen, time_zone: pick(['Asia/Tokyo', 'America/New_York']) }],
  ]);
}
