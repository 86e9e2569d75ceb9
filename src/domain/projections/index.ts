import { accounts } from './accounts';
import { contacts } from './contacts';
import { interactions } from './interactions';
import { meetingNotesEmails } from './meeting-notes-emails';
import { search } from './search';

/** Every projection of Kith, once. */
export const projections = [accounts, contacts, interactions, meetingNotesEmails, search] as const;
