import type { EventsOf, NewEventOf, StoredEventOf } from '../../event-store/define-event';
import { accountClosed } from './account-closed';
import { accountOpened } from './account-opened';
import { accountSettingsChanged } from './account-settings-changed';
import { contactCreated } from './contact-created';
import { contactDeleted } from './contact-deleted';
import { contactDescriptionChanged } from './contact-description-changed';
import { contactForgotten } from './contact-forgotten';
import { contactMethodChanged } from './contact-method-changed';
import { contactRenamed } from './contact-renamed';
import { contactRestored } from './contact-restored';
import { interactionCorrected } from './interaction-corrected';
import { interactionRecorded } from './interaction-recorded';
import { interactionRemoved } from './interaction-removed';
import { meetingCancelled } from './meeting-cancelled';
import { meetingFulfilled } from './meeting-fulfilled';
import { meetingMoved } from './meeting-moved';
import { meetingNotesEmailMissed } from './meeting-notes-email-missed';
import { meetingNotesEmailSent } from './meeting-notes-email-sent';
import { meetingNotesEmailUncertain } from './meeting-notes-email-uncertain';
import { meetingNotesWritten } from './meeting-notes-written';
import { meetingPlanned } from './meeting-planned';
import { stayInTouchChosen } from './stay-in-touch-chosen';
import { stayInTouchEnded } from './stay-in-touch-ended';
import { stayInTouchReminded } from './stay-in-touch-reminded';
import { tagAdded } from './tag-added';
import { tagRemoved } from './tag-removed';

/** Every event in Kith. The event types derive from this list, so a misspelled name doesn't compile. */
export const events = [
  accountOpened,
  accountSettingsChanged,
  accountClosed,
  contactCreated,
  contactRenamed,
  contactDescriptionChanged,
  contactMethodChanged,
  contactDeleted,
  contactRestored,
  contactForgotten,
  tagAdded,
  tagRemoved,
  stayInTouchChosen,
  stayInTouchEnded,
  stayInTouchReminded,
  interactionRecorded,
  interactionCorrected,
  interactionRemoved,
  meetingPlanned,
  meetingMoved,
  meetingCancelled,
  meetingFulfilled,
  meetingNotesWritten,
  meetingNotesEmailSent,
  meetingNotesEmailMissed,
  meetingNotesEmailUncertain,
] as const;

export type Events = EventsOf<typeof events>;
export type KithEvent<T extends keyof Events = keyof Events> = StoredEventOf<Events, T>;
export type NewKithEvent<T extends keyof Events = keyof Events> = NewEventOf<Events, T>;

/** Each event by type, as handlers receive it. */
export type EventByType = { [T in keyof Events]: KithEvent<T> };
