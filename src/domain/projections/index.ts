import { accounts } from './accounts';
import { contacts } from './contacts';
import { interactions } from './interactions';
import { meetingNotesEmails } from './meeting-notes-emails';
import { search } from './search';

/** Every projection in Kith. */
export const projections = [accounts, contacts, interactions, meetingNotesEmails, search] as const;
