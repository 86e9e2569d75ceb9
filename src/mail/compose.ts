import { readFileSync } from 'node:fs';
import path from 'node:path';
import ejs from 'ejs';
import { type ContactMethod, contactMethodLink } from '../contact-method';
import { contactMethodsInWords } from '../contact-methods-text';
import { renderNotes, renderPlain } from '../markdown';
import type { DateFormat } from '../settings';
import { exactDate, sayDate, sayTime } from '../time';
import { dressNotes } from './dress-notes';

/** What each mail needs to know. Dates are YYYY-MM-DD, times HH:MM, links absolute. */
export type MailLocals = {
  'meeting-notes': {
    contactName: string;
    /** The preferred one first; may be empty. */
    contactMethods: ContactMethod[];
    lastInteractedOn: string | null;
    meetingOn: string;
    meetingTime: string | null;
    /** Markdown, may be empty. */
    notes: string;
    /** The contact's page. */
    link: string;
    /** Where these mails can be switched off. */
    settingsLink: string;
    /** The day at which the mail is read, in the account's zone. */
    today: string;
    locale: string;
    dateFormat: DateFormat;
  };
  'confirm-sign-up': { link: string };
  welcome: { newContactLink: string; settingsLink: string; morningHour: string };
  'already-signed-up': { signInLink: string; resetLink: string };
  'password-reset': { link: string };
  'confirm-email': { link: string };
  'email-taken': { signInLink: string };
  'email-change-notice': { resetLink: string };
  'email-changed-notice': { resetLink: string };
  'password-changed-notice': { resetLink: string };
};

export type ComposedMail = { subject: string; text: string; html: string };

/** Renders views/mail/<template>.html.ejs and .text.ejs. */
export function composeMail<T extends keyof MailLocals>(template: T, locals: MailLocals[T]): ComposedMail {
  const { subject, words } = compositions[template](locals);
  const text = view(`${template}.text`)({ ...words, subject });
  const html = view(`${template}.html`)({ ...words, subject });
  return { subject, text: `${text.trim().replace(/\n{3,}/g, '\n\n')}\n`, html };
}

type Composition<T extends keyof MailLocals> = (locals: MailLocals[T]) => { subject: string; words: object };

const compositions: { [T in keyof MailLocals]: Composition<T> } = {
  'meeting-notes': (meeting) => {
    const { contactName, meetingOn, meetingTime, lastInteractedOn, today, locale, dateFormat } = meeting;
    const writing = { locale, date_format: dateFormat };
    const day = capitalized(sayDate(meetingOn, today, writing));
    const time = meetingTime && sayTime(meetingTime, locale);
    const words = {
      ...meeting,
      when: [exactDate(meetingOn, writing), time].filter(Boolean).join(', '),
      reach: meeting.contactMethods.map((one) => ({ ...one, link: contactMethodLink(one.value) })),
      reachText: contactMethodsInWords(meeting.contactMethods),
      lastSpoke: lastInteractedOn && sayDate(lastInteractedOn, today, writing),
      notesHtml: dressNotes(renderNotes(meeting.notes)),
      notesText: renderPlain(meeting.notes),
    };
    return { subject: `${day}: ${[contactName, time].filter(Boolean).join(', ')}`, words };
  },
  'confirm-sign-up': (words) => ({ subject: 'Welcome to Kith: one more step', words }),
  welcome: (words) => ({ subject: 'Your Kith is ready', words }),
  'already-signed-up': (words) => ({ subject: 'You already have an account with Kith', words }),
  'password-reset': (words) => ({ subject: 'A new password for Kith', words }),
  'confirm-email': (words) => ({ subject: 'Your new address for Kith', words }),
  'email-taken': (words) => ({ subject: 'This address has an account with Kith', words }),
  'email-change-notice': (words) => ({ subject: 'Your Kith account is to move to another address', words }),
  'email-changed-notice': (words) => ({ subject: 'Your Kith account has moved to another address', words }),
  'password-changed-notice': (words) => ({ subject: 'Your password for Kith was changed', words }),
};

const folder = path.join(__dirname, '..', '..', 'views', 'mail');
const views = new Map<string, ejs.TemplateFunction>();

/** Reads and compiles each view once. */
function view(name: string): ejs.TemplateFunction {
  const filename = path.join(folder, `${name}.ejs`);
  const known = views.get(name) ?? ejs.compile(readFileSync(filename, 'utf8'), { filename, cache: true });
  views.set(name, known);
  return known;
}

function capitalized(words: string): string {
  const [first = ''] = words;
  return first.toLocaleUpperCase() + words.slice(first.length);
}
