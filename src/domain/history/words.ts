import { appearanceInWords, dateFormatInWords } from '../../base/settings';
import type { Events, KithEvent } from '../events';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow, MeetingRow } from '../projections/contact-rows';
import type { InteractionRow } from '../projections/interactions';
import { contactMethodsInWords } from '../values/contact-methods-text';
import { fields, isDateColumn, type SetBy, setBy } from '../values/fields';
import { everyWords } from '../values/stay-in-touch';

/** The rows that an event is about, before or after it. */
export type Rows = {
  account?: AccountRow;
  contact?: ContactRow;
  interaction?: InteractionRow;
  meeting?: MeetingRow;
};

/** Formats days ('YYYY-MM-DD') and times ('HH:MM') in the account's language. */
export type Say = { day: (date: string) => string; time: (time: string) => string };

export type Change = { label: string; before: string; after: string };
export type Words = { words: string; changes: Change[] };

type Step<T extends keyof Events> = { event: KithEvent<T>; before: Rows; after: Rows; say: Say };

/** Describes an event in words, and lists what it changed. */
export function wordsFor<T extends keyof Events>(step: Step<T>): Words {
  const describe = describers[step.event.type as T] as (step: Step<T>) => Words;
  const { words, changes } = describe(step);
  return { words, changes: changes.filter(({ before, after }) => before !== after) };
}

/** For events that set one column of a contact. */
const columnDescribers = Object.fromEntries(
  (Object.keys(setBy) as (keyof SetBy)[]).map((column) => {
    const { label } = fields[column];
    const text = (contact: ContactRow | undefined, say: Say) => {
      const value = contact?.[column];
      return value && isDateColumn(column) ? say.day(value) : value;
    };
    const describer = ({ before, after, say }: Step<SetBy[typeof column]>) =>
      described(`You changed “${label}”`, change(label, text(before.contact, say), text(after.contact, say)));
    return [setBy[column], describer];
  }),
) as { [T in SetBy[keyof SetBy]]: (step: Step<T>) => Words };

/** One entry per event type. A missing one does not compile. */
const describers: { [T in keyof Events]: (step: Step<T>) => Words } = {
  'account-opened': () => described('You created your account'),
  'account-settings-changed': ({ before, after, say }) =>
    described('You changed your settings', ...settingsChanges(before.account, after.account, say)),
  'account-closed': () => described('You closed your account'),
  'contact-forgotten': () => described('You forgot a contact for good'),
  'contact-created': ({ after: { contact } }) =>
    described(
      `You added ${contact?.name ?? 'a contact'}${contact?.example ? ' as a sample person' : ''}`,
      change(fields.contact_methods.label, '', reach(contact)),
      change(fields.description.label, '', contact?.description),
    ),
  'contact-renamed': ({ before, after }) =>
    described('You changed the name', change(fields.name.label, before.contact?.name, after.contact?.name)),
  ...columnDescribers,
  'contact-method-changed': ({ before, after }) =>
    described(
      'You changed their contact info',
      change(fields.contact_methods.label, reach(before.contact), reach(after.contact)),
    ),
  'contact-deleted': () => described('You deleted this contact'),
  'contact-restored': () => described('You restored this contact'),
  'tag-added': ({ event: { payload } }) => described(`You added the tag “${payload.tag}”`),
  'tag-removed': ({ event: { payload } }) => described(`You removed the tag “${payload.tag}”`),
  'stay-in-touch-chosen': ({ before, after }) =>
    described(
      'You changed how often you want to stay in touch',
      change('Stay in touch', rhythm(before.contact), rhythm(after.contact)),
    ),
  'stay-in-touch-ended': ({ before }) =>
    described('You turned off stay-in-touch reminders', change('Stay in touch', rhythm(before.contact), '')),
  'stay-in-touch-reminded': ({ event: { payload }, say }) =>
    described(reminded[payload.outcome](say.day(payload.due_on))),
  'interaction-recorded': ({ event: { payload }, say }) =>
    described(
      `You recorded a conversation on ${say.day(payload.interacted_on)}`,
      change('What you talked about', '', payload.description),
    ),
  'interaction-corrected': ({ before: { interaction }, event: { payload }, say }) =>
    described(
      'You edited a conversation',
      change('Date', say.day(payload.interacted_on_before), say.day(payload.interacted_on)),
      change('What you talked about', interaction?.description, payload.description),
    ),
  'interaction-removed': ({ before: { interaction }, event: { payload }, say }) =>
    described(
      `You deleted the conversation on ${say.day(payload.interacted_on)}`,
      change('What you talked about', interaction?.description, ''),
    ),
  'meeting-planned': ({ after: { meeting }, say }) =>
    described(`You planned a meeting for ${when(meeting, say)}`),
  'meeting-moved': ({ before, after, say }) =>
    described('You moved the meeting', change('When', when(before.meeting, say), when(after.meeting, say))),
  'meeting-cancelled': ({ before: { meeting }, say }) =>
    described(`You canceled the meeting on ${when(meeting, say)}`),
  'meeting-fulfilled': ({ before: { meeting }, say }) => described(`You met on ${when(meeting, say)}`),
  'meeting-notes-written': ({ before, after }) =>
    described(
      before.meeting?.notes ? 'You changed the notes' : 'You wrote notes for the next meeting',
      change(fields.notes.label, before.meeting?.notes, after.meeting?.notes),
    ),
  'meeting-notes-email-sent': ({ event: { payload }, say }) =>
    described(`Kith emailed you the notes for ${say.day(payload.meeting_on)}`),
  'meeting-notes-email-missed': ({ event: { payload }, say }) =>
    described(
      `Kith didn’t email you the notes for ${say.day(payload.meeting_on)}: ${missedReasons[payload.reason]}`,
    ),
  'meeting-notes-email-uncertain': ({ event: { payload }, say }) =>
    described(`Kith may or may not have emailed you the notes for ${say.day(payload.meeting_on)}`),
};

const missedReasons = {
  refused: 'the mail server rejected your address',
  'day-over': 'the day was over',
};

const reminded = {
  sent: (day: string) => `Kith emailed you a reminder to get in touch by ${day}`,
  uncertain: (day: string) => `Kith may or may not have emailed you a reminder to get in touch by ${day}`,
  refused: (day: string) =>
    `Kith couldn’t email you a reminder to get in touch by ${day}: the mail server rejected your address`,
};

function described(words: string, ...changes: Change[]): Words {
  return { words, changes };
}

function change(label: string, before: unknown = '', after: unknown = ''): Change {
  return { label, before: String(before ?? ''), after: String(after ?? '') };
}

function reach(contact: ContactRow | undefined): string {
  return contactMethodsInWords(contact?.contact_methods ?? []);
}

function rhythm(contact: ContactRow | undefined): string {
  const every = contact?.stay_in_touch_every;
  return every ? everyWords(every) : '';
}

function when(meeting: MeetingRow | undefined, say: Say): string {
  if (!meeting?.meeting_on) return '';
  const { meeting_on, meeting_time } = meeting;
  return meeting_time ? `${say.day(meeting_on)}, ${say.time(meeting_time)}` : say.day(meeting_on);
}

function settingsChanges(before: AccountRow | undefined, after: AccountRow | undefined, say: Say): Change[] {
  const setting = (field: keyof typeof fields, words: (account: AccountRow) => string) =>
    change(fields[field].label, before && words(before), after && words(after));
  return [
    setting('time_zone', ({ time_zone }) => time_zone),
    setting('locale', ({ locale }) => locale),
    setting('date_format', ({ date_format }) => dateFormatInWords(date_format)),
    setting('morning_email', ({ morning_email }) => onOff(morning_email)),
    setting('stay_in_touch_email', ({ stay_in_touch_email }) => onOff(stay_in_touch_email)),
    setting('morning_hour', ({ morning_hour }) => say.time(`${String(morning_hour).padStart(2, '0')}:00`)),
    setting('appearance', ({ appearance }) => appearanceInWords(appearance)),
  ];
}

function onOff(on: boolean): string {
  return on ? 'On' : 'Off';
}
