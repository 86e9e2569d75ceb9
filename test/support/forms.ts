import fc from 'fast-check';
import { addDays } from '../../src/base/time';
import { addTag } from '../../src/domain/commands/add-tag';
import { changeSettings } from '../../src/domain/commands/change-settings';
import { chooseStayInTouch } from '../../src/domain/commands/choose-stay-in-touch';
import { closeAccount } from '../../src/domain/commands/close-account';
import { correctInteraction } from '../../src/domain/commands/correct-interaction';
import { createContact } from '../../src/domain/commands/create-contact';
import { deleteContact } from '../../src/domain/commands/delete-contact';
import { deleteContacts } from '../../src/domain/commands/delete-contacts';
import { editContact } from '../../src/domain/commands/edit-contact';
import { endStayInTouch } from '../../src/domain/commands/end-stay-in-touch';
import { fillWithExamples } from '../../src/domain/commands/fill-with-examples';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { fulfilPastMeetings } from '../../src/domain/commands/fulfil-past-meetings';
import { cancelMeeting, planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { type MailOutcome, recordMailOutcome } from '../../src/domain/commands/record-mail-outcome';
import { recordReminders } from '../../src/domain/commands/record-reminders';
import { removeInteraction } from '../../src/domain/commands/remove-interaction';
import { removeTag } from '../../src/domain/commands/remove-tag';
import { restoreContact } from '../../src/domain/commands/restore-contact';
import { restoreContacts } from '../../src/domain/commands/restore-contacts';
import { tagContacts } from '../../src/domain/commands/tag-contacts';
import { undo } from '../../src/domain/commands/undo';
import type { AnyCommand } from '../../src/engine/deciding/define-command';

/** What the person who fills in a form knows about the stream. */
export type Known = { head: number; today: string; events: readonly KnownEvent[] };
/** `first`: the position of the first event that was appended together with this one. */
export type KnownEvent = { type: string; position: number; subject: number | null; first: number };

/** A filled-in form, as fast-check generates and shrinks it. What depends on the stream is given by numbers. */
// biome-ignore lint/suspicious/noExplicitAny: forms of all commands
export type Act = { does: string; fields: any; later: number };

type Form = {
  command: AnyCommand;
  fields: fc.Arbitrary<unknown>;
  input(fields: never, known: Known): object;
};

/** Only a few values of each kind, so that forms collide. */
const name = fc.constantFrom(
  ...['Bob', 'BOB', 'Rob', 'Ann', '👩🏽', 'new', '..', 'Straße', 'STRASSE', '𝔊erd', '', 'x'.repeat(201)],
);
const text = fc.constantFrom('', 'Ask.', '**Tell.**', '- Sing\n- Dance', ' Ask.\r\n');
const methods = fc.constantFrom(
  ...['', '@bob', 'work\tbob@example.org\r\n@bob', ' @bob ', 'knock twice\nhome\t030 12345'],
);
/** Days counted from today, or invalid ones. */
const day = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 1, -1, 2, -2, 4) },
  { weight: 1, arbitrary: fc.constantFrom('', '2026-02-30') },
);
const time = fc.constantFrom('', '', '', '09:30', '02:30', '25:00');
const tag = fc.constantFrom('Music', ' #music', 'art', 'Éire', '', 'x'.repeat(41));
/** Usually one of the first few, so that they get many events. */
const which = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5, 8, 12);
/** How many events the form's page lags behind the head. */
const age = fc.constantFrom(0, 0, 0, 0, 1, 2, 4, 7);
/** Sometimes a form names a different contact from its link. */
const stranger = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: which });
const several = fc.array(which, { minLength: 1, maxLength: 4 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** How to fill in each command's form. A missing command fails a test. */
export const forms: readonly Form[] = [
  form(createContact, { name, description: maybe(text), contact_methods: maybe(methods) }, (input) => input),
  form(
    editContact,
    aboutContact({ name: maybe(name), description: maybe(text), contact_methods: maybe(methods) }),
    contactOf,
  ),
  form(deleteContact, aboutContact({}), contactOf),
  form(restoreContact, { who: which, name: maybe(name) }, ({ who, ...input }, known) => ({
    contact: pick(began(known, 'contact-deleted'), who)?.subject ?? contactOf({ who }, known).contact,
    ...input,
  })),
  form(forgetContact, aboutContact({}), contactOf),
  form(deleteContacts, { who: several }, contactsOf),
  form(restoreContacts, { who: several }, contactsOf),
  form(addTag, aboutContact({ tag }), contactOf),
  form(tagContacts, { who: several, tag }, contactsOf),
  form(removeTag, aboutContact({ tag }), contactOf),
  form(chooseStayInTouch, aboutContact({ every_days: fc.constantFrom(1, '7', '30', '', 3_651) }), contactOf),
  form(endStayInTouch, aboutContact({}), contactOf),
  form(
    recordReminders,
    { who: several, on: fc.nat({ max: 2 }), outcome: fc.constantFrom('sent', 'uncertain', 'refused') },
    ({ who, on, outcome }, known) => ({
      reminded: contactsOf({ who }, known).contacts.map((contact) => ({
        contact,
        due_on: addDays(known.today, on),
      })),
      outcome,
      message_id: '<1@kith.example>',
    }),
  ),
  form(
    recordInteraction,
    aboutContact({ interacted_on: maybe(day), description: maybe(text) }),
    ({ interacted_on, ...fields }, known) => ({
      ...contactOf(fields, known),
      interacted_on: dateOf(interacted_on, known),
    }),
  ),
  form(
    correctInteraction,
    aboutContact({ what: which, interacted_on: day, description: text }),
    ({ what, interacted_on, ...fields }, known) => ({
      ...interactionOf({ what, ...fields }, known),
      interacted_on: dateOf(interacted_on, known)!,
    }),
  ),
  form(removeInteraction, aboutContact({ what: which }), interactionOf),
  form(
    planMeeting,
    aboutContact({ meeting_on: maybe(day), meeting_time: maybe(time), notes: maybe(text) }),
    ({ meeting_on, ...fields }, known) => ({
      ...contactOf(fields, known),
      meeting_on: dateOf(meeting_on, known),
    }),
  ),
  form(cancelMeeting, aboutContact({}), contactOf),
  form(
    recordMailOutcome,
    {
      who: which,
      what: which,
      on: fc.nat({ max: 2 }),
      outcome: fc.constantFrom('sent', 'missed', 'uncertain'),
    },
    ({ who, what, on, outcome }, known) => {
      const { contact } = contactOf({ who }, known);
      const meetings = began(known, 'meeting-planned', 'meeting-notes-written');
      const own = meetings.filter(({ subject }) => subject === contact);
      const meeting = pick(own.length > 0 ? own : meetings, what)?.position ?? 1;
      const payload = {
        meeting,
        meeting_on: addDays(known.today, on),
        ...(outcome === 'missed' ? { reason: 'day-over' } : { message_id: '<1@kith.example>' }),
      };
      return { contact, outcome: { type: `meeting-notes-email-${outcome}`, payload } as MailOutcome };
    },
  ),
  form(undo, { back: fc.constantFrom(0, 0, 1, 2, 4), who: stranger }, ({ back, who }, known) => {
    const event = known.events.at(-1 - back) ?? known.events[0]!;
    const contact = who === undefined ? (event.subject ?? 1) : contactOf({ who }, known).contact;
    return { contact, position: event.first };
  }),
  form(fillWithExamples, {}, (input) => input),
  form(fulfilPastMeetings, { who: which }, ({ who }, known) => ({
    contact: pick(began(known, 'interaction-recorded'), who)?.subject ?? 1,
  })),
  form(
    changeSettings,
    {
      age,
      time_zone: maybe(fc.constantFrom('Asia/Tokyo', 'America/New_York', 'Europe/Nowhere')),
      morning_hour: maybe(fc.nat({ max: 24 })),
    },
    ({ age, ...input }, known) => ({ ...input, seen: known.head - age }),
  ),
  form(closeAccount, {}, () => ({})),
];

/** Without these, the others have nothing to act on. */
const often: AnyCommand[] = [createContact, planMeeting, recordInteraction, undo];
/** After these, nothing else can happen, or everything gets slow. */
const rarely: AnyCommand[] = [closeAccount, fillWithExamples];
/** After these, their subjects look as if they had never existed, so tests must ask for them. */
export const erasing: readonly AnyCommand[] = [forgetContact, closeAccount];

/**
 * Generates filled-in forms, each some minutes after the previous one. `without`: commands to leave out, by default
 * those that erase.
 */
export function acts({ without = erasing }: { without?: readonly AnyCommand[] } = {}): fc.Arbitrary<Act> {
  const chosen = forms.filter(({ command }) => !without.includes(command));
  return fc.oneof(
    ...chosen.map(({ command, fields }) => ({
      weight: often.includes(command) ? 30 : rarely.includes(command) ? 1 : 10,
      arbitrary: fc.record({ does: fc.constant(command.name), fields, later: minutes }),
    })),
  );
}

/** Minutes between two forms; sometimes a night. */
const minutes = fc.constantFrom(0, 1, 20, 60, 20, 1_000);

/** Returns the command, and its input as sent by the form on a page of this stream. */
export function filledIn({ does, fields }: Act, known: Known): [AnyCommand, object] {
  const { command, input } = forms.find((one) => one.command.name === does)!;
  return [command, input(fields as never, known)];
}

function form<Input, Fields extends object>(
  command: AnyCommand<Input>,
  fields: { [K in keyof Fields]: fc.Arbitrary<Fields[K]> },
  input: (fields: Fields, known: Known) => Input & object,
): Form {
  return { command, fields: fc.record(fields), input: input as Form['input'] };
}

/** Fields of a form about a contact, on a page that is a few events old. */
function aboutContact<Fields extends object>(fields: Fields) {
  return { who: which, age, ...fields };
}

function contactOf<Rest extends object>(
  { who, age = 0, ...rest }: { who: number; age?: number } & Rest,
  known: Known,
) {
  const contact = pick(began(known, 'contact-created'), who)?.position ?? 1;
  return { ...rest, contact, seen: Math.max(known.head - age, 1) };
}

/** Returns each contact once, as a list does. */
function contactsOf<Rest extends object>({ who, ...rest }: { who: number[] } & Rest, known: Known) {
  return { ...rest, contacts: [...new Set(who.map((one) => contactOf({ who: one }, known).contact))] };
}

function interactionOf<Rest extends object>(
  { what, ...fields }: { who: number; age?: number; what: number } & Rest,
  known: Known,
) {
  const about = contactOf(fields, known);
  const own = began(known, 'interaction-recorded').filter(({ subject }) => subject === about.contact);
  return { ...about, interaction: pick(own, what)?.position ?? 1 };
}

function began({ events }: Known, ...types: string[]): KnownEvent[] {
  return events.filter(({ type }) => types.includes(type));
}

function pick<T>(items: readonly T[], number: number): T | undefined {
  return items[number % items.length];
}

function dateOf(day: number | string | undefined, { today }: Known): string | undefined {
  return typeof day === 'number' ? addDays(today, day) : day;
}
