import fc from 'fast-check';
import { localDate } from '../../../src/base/time';
import { changeSettings } from '../../../src/domain/commands/change-settings';
import { correctInteraction } from '../../../src/domain/commands/correct-interaction';
import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { cancelMeeting, isOver, planMeeting } from '../../../src/domain/commands/plan-meeting';
import { restoreContact } from '../../../src/domain/commands/restore-contact';
import type { AccountRow } from '../../../src/domain/projections/accounts';
import type { ContactRow } from '../../../src/domain/projections/contact-rows';
import { contactMethodsText } from '../../../src/domain/values/contact-methods-text';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { Refusal } from '../../../src/engine/deciding/refusal';
import { lived, lives } from '../../support/random-life';
import { runs } from '../../support/runs';
import type { Stream } from '../../support/stream';

test('forms sent back unchanged yield nothing, for any stream', () => {
  const unchanged = fc.property(lives(60), (life) => {
    const { stream, now } = lived(life);
    for (const [command, input] of formsAsShown(stream, now)) {
      const result = { command: command.name, input, decision: stream.decide(command, input, now) };
      expect(result).toEqual({ ...result, decision: [] });
    }
  });
  fc.assert(unchanged, runs(60));
});

test('a form sent again from the next page yields nothing, for any stream', () => {
  let applied = 0;
  const done = fc.property(lives(30), (life) => {
    const { stream, now } = lived(life);
    for (const [command, input] of changes(stream)) {
      const decision = stream.decide(command, { ...input, seen: stream.head }, now);
      const isRefused = decision instanceof Refusal;
      if (!isRefused) stream.append(decision);
      if (!isRefused && decision.length > 0) applied += 1;
      const again = stream.decide(command, { ...input, seen: stream.head }, now);
      expect({ command: command.name, input, again }).toEqual({
        command: command.name,
        input,
        again: isRefused ? decision : [],
      });
    }
  });
  fc.assert(done, runs(60));
  // Most lives have a contact, and most of the forms change it.
  expect(applied).toBeGreaterThan(60);
});

/** Returns every form on the pages of this stream, as the browser would send it unchanged. */
function formsAsShown(stream: Stream, now: Date): [AnyCommand, object][] {
  const tables = stream.tables();
  const [account] = tables.accounts!.all() as AccountRow[];
  const seen = stream.head;
  const today = localDate(now, account!.time_zone);
  const contacts = tables.contacts!.all() as ContactRow[];
  return [
    [changeSettings, { ...account, morning_hour: String(account!.morning_hour), seen }],
    ...contacts.flatMap((row): [AnyCommand, object][] => {
      const { contact, name, description, contact_methods } = row;
      return [
        [
          editContact,
          {
            contact,
            seen,
            name,
            description: description.replaceAll('\n', '\r\n'),
            contact_methods: contactMethodsText(contact_methods),
          },
        ],
        [planMeeting, { contact, seen, ...planShown(row, today) }],
        [restoreContact, { contact }],
      ];
    }),
    ...tables
      .interactions!.all()
      .filter(({ contact }) => tables.contacts!.one(contact))
      .map((row): [AnyCommand, object] => [correctInteraction, { ...row, seen }]),
    ...tables.deletedContacts!.all().map(({ contact }): [AnyCommand, object] => [deleteContact, { contact }]),
  ];
}

function planShown(row: ContactRow, today: string) {
  if (isOver(row, today)) return { meeting_on: '', meeting_time: '', notes: '' };
  const { next_meeting_on, next_meeting_time, next_meeting_notes } = row;
  return {
    meeting_on: next_meeting_on ?? '',
    meeting_time: next_meeting_time ?? '',
    notes: next_meeting_notes,
  };
}

function changes(stream: Stream): [AnyCommand, object][] {
  const [first] = stream.tables().contacts!.all();
  if (!first) return [];
  const about = { contact: first.contact };
  return [
    [editContact, { ...about, name: 'Zoë', description: 'Sings.\r\nDances.', contact_methods: ' @zoe ' }],
    [planMeeting, { ...about, meeting_on: '2026-12-24', meeting_time: '18:00', notes: 'Sing.\r\n' }],
    [planMeeting, { ...about, meeting_on: '2026-12-24', meeting_time: '', notes: '' }],
    [cancelMeeting, about],
    [changeSettings, { morning_hour: '5', locale: 'fr' }],
    [deleteContact, about],
    [restoreContact, about],
  ];
}
