import type { Events, NewKithEvent } from '../../src/domain/events';
import { contactMethodOf } from '../../src/domain/values/contact-method';
import { typedMethods } from '../../src/domain/values/contact-methods-text';
import { nameKey } from '../../src/domain/values/contact-name';

/** Events for tests, one short call each. The first argument is the subject, a contact's position. */

export const accountOpened = (settings: Partial<Events['account-opened']> = {}) =>
  event('account-opened', null, {
    time_zone: 'Europe/Berlin',
    locale: 'en',
    morning_hour: 7,
    morning_email: true,
    ...settings,
  });

export const accountSettingsChanged = (changes: Events['account-settings-changed']) =>
  event('account-settings-changed', null, changes);

export const contactCreated = (
  name: string,
  more: { description?: string; contact_methods?: string; example?: boolean } = {},
) =>
  event('contact-created', 'itself', {
    name,
    name_key: nameKey(name),
    description: '',
    example: false,
    ...more,
    contact_methods: contactMethods(more.contact_methods ?? ''),
  });

export const contactRenamed = (contact: number, name: string) =>
  event('contact-renamed', contact, { name, name_key: nameKey(name) });

export const contactDescriptionChanged = (contact: number, description: string) =>
  event('contact-description-changed', contact, { description });

export const contactMethodChanged = (contact: number, methods: string) =>
  event('contact-method-changed', contact, { contact_methods: contactMethods(methods) });

export const contactDeleted = (contact: number) => event('contact-deleted', contact, {});

export const accountClosed = () => event('account-closed', null, {});

export const contactForgotten = (contact: number) => event('contact-forgotten', contact, {});

export const contactRestored = (contact: number) => event('contact-restored', contact, {});

export const tagAdded = (contact: number, tag: string) =>
  event('tag-added', contact, { tag, tag_key: nameKey(tag) });

export const tagRemoved = (contact: number, tag: string) =>
  event('tag-removed', contact, { tag, tag_key: nameKey(tag) });

export const stayInTouchChosen = (contact: number, every_days: number, chosen_on: string) =>
  event('stay-in-touch-chosen', contact, { every_days, chosen_on });

export const stayInTouchEnded = (contact: number) => event('stay-in-touch-ended', contact, {});

export const stayInTouchReminded = (
  contact: number,
  due_on: string,
  outcome: Events['stay-in-touch-reminded']['outcome'] = 'sent',
) => event('stay-in-touch-reminded', contact, { due_on, outcome, message_id: '<1@kith.example>' });

export const interactionRecorded = (contact: number, interacted_on: string, description = '') =>
  event('interaction-recorded', contact, { interacted_on, description });

export const interactionCorrected = (
  contact: number,
  interaction: number,
  interacted_on_before: string,
  interacted_on: string,
  description = '',
) =>
  event('interaction-corrected', contact, { interaction, interacted_on_before, interacted_on, description });

export const interactionRemoved = (contact: number, interaction: number, interacted_on: string) =>
  event('interaction-removed', contact, { interaction, interacted_on });

type When = { meeting?: number | null; time?: string | null; zone?: string };

/** `meeting`: an undated meeting that gets a day. Without it, the event begins a new meeting. */
export const meetingPlanned = (contact: number, meeting_on: string, when: When = {}) => {
  const { meeting = null, time = null, zone = 'Europe/Berlin' } = when;
  return event('meeting-planned', contact, { meeting, meeting_on, meeting_time: time, time_zone: zone });
};

export const meetingMoved = (contact: number, meeting: number, meeting_on: string, when: When = {}) => {
  const { time = null, zone = 'Europe/Berlin' } = when;
  return event('meeting-moved', contact, { meeting, meeting_on, meeting_time: time, time_zone: zone });
};

export const meetingCancelled = (contact: number, meeting: number) =>
  event('meeting-cancelled', contact, { meeting });

export const meetingFulfilled = (contact: number, meeting: number, interaction: number) =>
  event('meeting-fulfilled', contact, { meeting, interaction });

/** `meeting`: null if the notes begin a new meeting. */
export const meetingNotesWritten = (contact: number, meeting: number | null, notes: string) =>
  event('meeting-notes-written', contact, { meeting, notes });

export const meetingNotesEmailSent = (contact: number, meeting: number, meeting_on: string) =>
  event('meeting-notes-email-sent', contact, { meeting, meeting_on, message_id: '<1@kith.example>' });

export const meetingNotesEmailMissed = (contact: number, meeting: number, meeting_on: string) =>
  event('meeting-notes-email-missed', contact, { meeting, meeting_on, reason: 'day-over' });

export const meetingNotesEmailUncertain = (contact: number, meeting: number, meeting_on: string) =>
  event('meeting-notes-email-uncertain', contact, { meeting, meeting_on, message_id: '<1@kith.example>' });

/** Parses a text like 'work\tann@example.org\n@ann', as sent by forms. */
function contactMethods(text: string) {
  return typedMethods(text).map(({ label, value }) => contactMethodOf(value, label));
}

function event<T extends keyof Events>(
  type: T,
  subject: number | null | 'itself',
  payload: Events[T],
): NewKithEvent<T> {
  return { type, subject, payload } as NewKithEvent<T>;
}
