import { addTag } from './add-tag';
import { changeSettings } from './change-settings';
import { chooseStayInTouch } from './choose-stay-in-touch';
import { closeAccount } from './close-account';
import { correctInteraction } from './correct-interaction';
import { createContact } from './create-contact';
import { deleteContact } from './delete-contact';
import { deleteContacts } from './delete-contacts';
import { editContact } from './edit-contact';
import { endStayInTouch } from './end-stay-in-touch';
import { fillWithExamples } from './fill-with-examples';
import { forgetContact } from './forget-contact';
import { fulfilPastMeetings } from './fulfil-past-meetings';
import { cancelMeeting, planMeeting } from './plan-meeting';
import { recordInteraction } from './record-interaction';
import { recordMailOutcome } from './record-mail-outcome';
import { recordReminders } from './record-reminders';
import { removeInteraction } from './remove-interaction';
import { removeTag } from './remove-tag';
import { restoreContact } from './restore-contact';
import { restoreContacts } from './restore-contacts';
import { tagContacts } from './tag-contacts';
import { undo } from './undo';

/** Every command in Kith. */
export const commands = [
  changeSettings,
  closeAccount,
  createContact,
  fillWithExamples,
  editContact,
  deleteContact,
  deleteContacts,
  restoreContact,
  forgetContact,
  restoreContacts,
  addTag,
  tagContacts,
  removeTag,
  chooseStayInTouch,
  endStayInTouch,
  recordReminders,
  recordInteraction,
  correctInteraction,
  removeInteraction,
  planMeeting,
  cancelMeeting,
  recordMailOutcome,
  undo,
  fulfilPastMeetings,
] as const;
