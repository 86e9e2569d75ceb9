import { changeSettings } from './change-settings';
import { correctInteraction } from './correct-interaction';
import { createContact } from './create-contact';
import { deleteContact } from './delete-contact';
import { editContact } from './edit-contact';
import { fulfilPastMeetings } from './fulfil-past-meetings';
import { cancelMeeting, planMeeting } from './plan-meeting';
import { recordInteraction } from './record-interaction';
import { recordMailOutcome } from './record-mail-outcome';
import { removeInteraction } from './remove-interaction';
import { restoreContact } from './restore-contact';
import { undo } from './undo';

/** Every command of Kith, once. */
export const commands = [
  changeSettings,
  createContact,
  editContact,
  deleteContact,
  restoreContact,
  recordInteraction,
  correctInteraction,
  removeInteraction,
  planMeeting,
  cancelMeeting,
  recordMailOutcome,
  undo,
  fulfilPastMeetings,
] as const;
