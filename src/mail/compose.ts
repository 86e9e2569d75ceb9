import { readFileSync } from 'node:fs';
import path from 'node:path';
import ejs from 'ejs';
import { exactDate, sayDate, sayTime } from '../base/date-words';
import type { DateFormat } from '../base/settings';
import { type ContactMethod, contactMethodLink } from '../domain/values/contact-method';
import { contactMethodsInWords } from '../domain/values/contact-methods-text';
import { everyWords } from '../domain/values/stay-in-touch';
import { notesTree, renderPlain } from '../notes/markdown';
import { styleNotes } from './style-notes';
import { styles } from './styles';

/** The data for each email template. Dates are YYYY-MM-DD, times HH:MM, links absolute. */
export type MailLocals = {
  'meeting-notes': {
    contactName: string;
    /** The preferred method first; may be empty. */
    contactMethods: ContactMethod[];
    lastInteractedOn: string | null;
    meetingOn: string;
    meetingTime: string | null;
    /** Markdown, may be empty. */
    notes: string;
    /** The contact's page. */
    link: string;
    /** The page where these emails can be turned off. */
    settingsLink: string;
    /** The day when the email is sent, in the account's time zone. */
    today: string;
    locale: string;
    dateFormat: DateFormat;
  };
  morning: {
    /** Sorted by time. */
    meetings: MailLocals['meeting-notes'][];
    /** Sorted by due date, the earliest first. */
    due: {
      contactName: string;
      contactMethods: ContactMethod[];
      lastInteractedOn: string | null;
      /** The longest wanted gap between two interactions, in days, and the day when it ended. */
      everyDays: number;
      dueOn: string;
      link: string;
    }[];
    settingsLink: string;
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
  const html = view(`${template}.html`)({ ...words, subject, styles });
  return { subject, text: `${text.trim().replace(/\n{3,}/g, '\n\n')}\n`, html };
}

const meetingMornings = 'Kith sends this email on the morning of a meeting.';
const bothMornings =
  'Kith sends this email on mornings when you have a meeting or it’s time to get in touch with someone.';

type Composition<T extends keyof MailLocals> = (locals: MailLocals[T]) => { subject: string; words: object };

const compositions: { [T in keyof MailLocals]: Composition<T> } = {
  'meeting-notes': (meeting) => {
    const { contactName, meetingOn, today, locale, dateFormat } = meeting;
    const writing = { locale, date_format: dateFormat };
    const words = meetingWords(meeting, 1);
    const when = [exactDate(meetingOn, writing), words.time].filter(Boolean).join(', ');
    const day = capitalized(sayDate(meetingOn, today, writing));
    return {
      subject: `${day}: ${[isolated(contactName), timeOf(meeting)].filter(Boolean).join(', ')}`,
      words: { ...words, when },
    };
  },
  morning: (morning) => {
    const { meetings, due, today, locale, dateFormat } = morning;
    const writing = { locale, date_format: dateFormat };
    const subject = [
      meetings.length > 0 && `Today: ${names(meetings)}`,
      due.length > 0 && `Stay in touch: ${names(due)}`,
    ];
    const words = {
      settingsLink: morning.settingsLink,
      why: due.length > 0 ? bothMornings : meetingMornings,
      // The plain text has straight apostrophes.
      whyText: (due.length > 0 ? bothMornings : meetingMornings).replace('’', "'"),
      day: exactDate(today, writing),
      meetings: meetings.map((meeting) => meetingWords(meeting, 2)),
      due: due.map((one) => ({
        ...one,
        ...reachWords(one.contactMethods),
        every: everyWords(one.everyDays),
        lastSpoke: one.lastInteractedOn && sayDate(one.lastInteractedOn, today, writing),
      })),
    };
    return { subject: subject.filter(Boolean).join(' · '), words };
  },
  'confirm-sign-up': (words) => ({ subject: 'Finish signing up for Kith', words }),
  welcome: (words) => ({ subject: 'Your Kith account is ready', words }),
  'already-signed-up': (words) => ({ subject: 'You already have a Kith account', words }),
  'password-reset': (words) => ({ subject: 'Reset your Kith password', words }),
  'confirm-email': (words) => ({ subject: 'Confirm your new email address for Kith', words }),
  'email-taken': (words) => ({ subject: 'This email address already has a Kith account', words }),
  'email-change-notice': (words) => ({ subject: 'Your Kith email address is about to change', words }),
  'email-changed-notice': (words) => ({ subject: 'Your Kith email address was changed', words }),
  'password-changed-notice': (words) => ({ subject: 'Your Kith password was changed', words }),
};

/** What both kinds of morning email say about a meeting. The contact's name is a heading of the given level. */
function meetingWords(meeting: MailLocals['meeting-notes'], level: 1 | 2) {
  const { contactMethods, lastInteractedOn, today, locale, dateFormat, notes } = meeting;
  return {
    ...meeting,
    ...reachWords(contactMethods),
    // Prevents a line break between a time and its "PM".
    time: timeOf(meeting)?.replaceAll(' ', '\u00a0'),
    lastSpoke: lastInteractedOn && sayDate(lastInteractedOn, today, { locale, date_format: dateFormat }),
    notesHtml: styleNotes(notesTree(notes), level),
    notesText: renderPlain(notes),
  };
}

function timeOf({ meetingTime, locale }: MailLocals['meeting-notes']): string | null {
  return meetingTime && sayTime(meetingTime, locale);
}

function reachWords(methods: ContactMethod[]) {
  return {
    reach: methods.map((one) => ({ ...one, link: contactMethodLink(one.value) })),
    reachText: contactMethodsInWords(methods),
  };
}

/** "Ann, Bob, and 2 others". */
function names(people: { contactName: string }[]): string {
  const shown = people.slice(0, people.length > 3 ? 2 : 3).map(({ contactName }) => isolated(contactName));
  const others = people.length - shown.length;
  const list = new Intl.ListFormat('en-US', { type: 'conjunction' });
  return list.format(others > 0 ? [...shown, `${others} others`] : shown);
}

const folder = path.join(__dirname, '../../views/mail');
const views = new Map<string, ejs.TemplateFunction>();

/** Reads and compiles each view once. */
function view(name: string): ejs.TemplateFunction {
  const filename = path.join(folder, `${name}.ejs`);
  const known = views.get(name) ?? ejs.compile(readFileSync(filename, 'utf8'), { filename, cache: true });
  views.set(name, known);
  return known;
}

/** Isolates a right-to-left name with Unicode's FSI and PDI, so that it doesn't reorder the text around it. */
function isolated(name: string): string {
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name;
}

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

function capitalized(words: string): string {
  const [first = ''] = words;
  return first.toLocaleUpperCase() + words.slice(first.length);
}
