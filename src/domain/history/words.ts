import { appearanceInWords, dateFormatInWords } from '../../base/settings';
import type { Events, KithEvent } from '../events';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow, MeetingRow } from '../projections/contact-rows';
import type { InteractionRow } from '../projections/interactions';
import { contactMethodsInWords } from '../values/contact-methods-text';
import { fieldWords } from '../values/field-words';
import { everyWords } from '../values/stay-in-touch';

/** The rows that an event is about, as they stood before or after it. */
export type Rows = {
  account?: AccountRow;
  contact?: ContactRow;
  interaction?: InteractionRow;
  meeting?: MeetingRow;
};

/** How days are said: 'YYYY-MM-DD' and 'HH:MM' as the account's language has them. */
export type Say = { day: (date: string) => string; time: (time: string) => string };

export type Change = { label: string; before: string; after: string };
export type Words = { words: string; changes: Change[] };

type Step<T extends keyof Events> = { event: KithEvent<T>; before: Rows; after: Rows; say: Say };

/** What happened, in words, with what it changed. */
export function wordsFor<T extends keyof Events>(step: Step<T>): Words {
  const tell = tellers[step.event.type as T] as (step: Step<T>) => Words;
  const { words, changes } = tell(step);
  return { words, changes: changes.filter(({ before, after }) => before !== after) };
}

/** Every event type, once: one that is missing does not compile. */
const tellers: { [T in keyof Events]: (step: Step<T>) => Words } = {
  'account-opened': () => told('You opened your account'),
  'account-settings-changed': ({ before, after, say }) =>
    told('You changed your settings', ...settingsChanges(before.account, after.account, say)),
  'account-closed': () => told('You closed your account'),
  'contact-forgotten': () => told('You forgot a person'),
  'contact-created': ({ after: { contact } }) =>
    told(
      `You added ${contact?.name ?? 'a contact'}${contact?.example ? ' as an example' : ''}`,
      change('How to reach them', '', reach(contact)),
      change('Who they are', '', contact?.description),
    ),
  'contact-renamed': ({ before, after }) =>
    told('You changed the name', change('Name', before.contact?.name, after.contact?.name)),
  'contact-description-changed': ({ before, after }) =>
    told(
      'You changed the description',
      change('Who they are', before.contact?.description, after.contact?.description),
    ),
  'contact-method-changed': ({ before, after }) =>
    told(
      'You changed how to reach them',
      change('How to reach them', reach(before.contact), reach(after.contact)),
    ),
  'contact-deleted': () => told('You deleted this contact'),
  'contact-restored': () => told('You brought this contact back'),
  'tag-added': ({ event: { payload } }) => told(`You added the tag “${payload.tag}”`),
  'tag-removed': ({ event: { payload } }) => told(`You removed the tag “${payload.tag}”`),
  'stay-in-touch-chosen': ({ before, after }) =>
    told(
      'You chose how often you want to be in touch',
      change('Stay in touch', rhythm(before.contact), rhythm(after.contact)),
    ),
  'stay-in-touch-ended': ({ before }) =>
    told(
      'You stopped counting the days until you are in touch again',
      change('Stay in touch', rhythm(before.contact), ''),
    ),
  'stay-in-touch-reminded': ({ event: { payload }, say }) =>
    told(reminded[payload.outcome](say.day(payload.due_on))),
  'interaction-recorded': ({ event: { payload }, say }) =>
    told(
      `You noted that you spoke on ${say.day(payload.interacted_on)}`,
      change('What about', '', payload.description),
    ),
  'interaction-corrected': ({ before: { interaction }, event: { payload }, say }) =>
    told(
      'You corrected what you noted',
      change('Day', say.day(payload.interacted_on_before), say.day(payload.interacted_on)),
      change('What about', interaction?.description, payload.description),
    ),
  'interaction-removed': ({ before: { interaction }, event: { payload }, say }) =>
    told(
      `You removed what you had noted for ${say.day(payload.interacted_on)}`,
      change('What about', interaction?.description, ''),
    ),
  'meeting-planned': ({ after: { meeting }, say }) => told(`You planned a meeting for ${when(meeting, say)}`),
  'meeting-moved': ({ before, after, say }) =>
    told('You moved the meeting', change('When', when(before.meeting, say), when(after.meeting, say))),
  'meeting-cancelled': ({ before: { meeting }, say }) =>
    told(`You cancelled the meeting on ${when(meeting, say)}`),
  'meeting-fulfilled': ({ before: { meeting }, say }) =>
    told(`The meeting on ${when(meeting, say)} took place`),
  'meeting-notes-written': ({ before, after }) =>
    told(
      before.meeting?.notes ? 'You changed the notes' : 'You wrote notes for the next meeting',
      change('Notes', before.meeting?.notes, after.meeting?.notes),
    ),
  'meeting-notes-email-sent': ({ event: { payload }, say }) =>
    told(`The notes for ${say.day(payload.meeting_on)} were mailed`),
  'meeting-notes-email-missed': ({ event: { payload }, say }) =>
    told(
      `The notes for ${say.day(payload.meeting_on)} were not mailed: ${payload.reason === 'refused' ? 'the mail server refused your address' : 'the day was over'}`,
    ),
  'meeting-notes-email-uncertain': ({ event: { payload }, say }) =>
    told(`Whether the notes for ${say.day(payload.meeting_on)} were mailed is uncertain`),
};

const reminded = {
  sent: (day: string) => `A mail reminded you to be in touch by ${day}`,
  uncertain: (day: string) => `Whether a mail reminded you to be in touch by ${day} is uncertain`,
  refused: (day: string) =>
    `No mail reminded you to be in touch by ${day}: the mail server refused your address`,
};

function told(words: string, ...changes: Change[]): Words {
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
  const told = (field: string, words: (account: AccountRow) => string) =>
    change(fieldWords(field, {}), before && words(before), after && words(after));
  return [
    told('time_zone', ({ time_zone }) => time_zone),
    told('locale', ({ locale }) => locale),
    told('date_format', ({ date_format }) => dateFormatInWords(date_format)),
    told('morning_email', ({ morning_email }) => onOff(morning_email)),
    told('stay_in_touch_email', ({ stay_in_touch_email }) => onOff(stay_in_touch_email)),
    told('morning_hour', ({ morning_hour }) => say.time(`${String(morning_hour).padStart(2, '0')}:00`)),
    told('appearance', ({ appearance }) => appearanceInWords(appearance)),
  ];
}

function onOff(on: boolean): string {
  return on ? 'On' : 'Off';
}
