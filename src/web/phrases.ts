import { escapeXML } from 'ejs';
import { exactDate, exactMoment, sayDate, sayMonth, sayTime, shortDate } from '../base/date-words';
import type { DateFormat } from '../base/settings';
import { daysBetween, localDate, localTime } from '../base/time';

export type Phrases = ReturnType<typeof phrases>;

export type EmailOutcome = {
  email: 'sent' | 'missed' | 'uncertain' | null;
  email_at: Date | null;
  email_reason: string | null;
};

type Options = {
  locale: string;
  dateFormat?: DateFormat;
  timeZone: string;
  now: Date;
  /** Whether the page shows a past day. Days are then written as dates, since "yesterday" would be misread. */
  past?: boolean;
};

/**
 * Returns the functions that write days and moments on pages. Most return HTML with the exact day in the title of a
 * `<time>`, to be output unescaped. Dates are 'YYYY-MM-DD', times 'HH:MM'.
 */
export function phrases({ locale, dateFormat = 'locale', timeZone, now, past = false }: Options) {
  const writing = { locale, date_format: dateFormat };
  const today = localDate(now, timeZone);
  const dayWords = (date: string) => (past ? shortDate(date, writing) : sayDate(date, today, writing));
  const element = (date: string, words: string, at = date) => {
    return `<time datetime="${at}" title="${escapeXML(exactDate(date, writing))}">${escapeXML(words)}</time>`;
  };
  const at = (date: string, time: string | null) => (time ? `${date}T${time}` : date);
  const withTime = (words: string, time: string | null) =>
    time ? `${words}, ${inOne(sayTime(time, locale))}` : words;

  const moment = (instant: Date) =>
    `<time datetime="${instant.toISOString()}" title="${escapeXML(exactMoment(instant, timeZone, writing))}">${escapeXML(withTime(dayWords(localDate(instant, timeZone)), localTime(instant, timeZone)))}</time>`;

  return {
    today,
    /** "yesterday", "Tue 24 Nov". */
    day: (date: string) => element(date, dayWords(date)),
    /** "tomorrow, 09:30". */
    meeting: (date: string, time: string | null) =>
      element(date, withTime(time ? lastInOne(dayWords(date)) : dayWords(date), time), at(date, time)),
    /** "Tuesday 24 November 2026". */
    inFull: (date: string) => element(date, exactDate(date, writing)),
    /** "Tuesday 24 November 2026, 09:30 · in 3 days". */
    meetingInFull(date: string, time: string | null) {
      const full = element(date, withTime(exactDate(date, writing), time), at(date, time));
      const days = daysBetween(today, date);
      return Math.abs(days) < 7 && !past
        ? `${full} <span class="quiet">·\u00a0${escapeXML(inOne(sayDate(date, today, writing)))}</span>`
        : full;
    },
    /** "You last spoke in March." */
    spokeLast(date: string | null) {
      if (date === null) return 'No conversations yet.';
      if (past) return `You last spoke ${isEnglish(locale) ? 'on ' : ''}${element(date, dayWords(date))}.`;
      if (date > today)
        return `You recorded a conversation for ${element(date, sayDate(date, today, writing))}.`;
      const words = roughly(date, today, writing);
      // The pages are in English. A date in another language doesn't fit into the sentence, so it goes after a colon.
      return `You last spoke${isEnglish(locale) ? '' : ':'} ${element(date, words)}.`;
    },
    /** "You met yesterday." */
    met(date: string) {
      const words = element(date, roughly(date, today, writing));
      return isEnglish(locale) ? `You met ${words}.` : `You met: ${words}.`;
    },
    /** "09:30". */
    time: (time: string) => `<time datetime="${time}">${escapeXML(sayTime(time, locale))}</time>`,
    /** "1,024", as text. */
    number: (count: number) => count.toLocaleString(locale),
    /** "yesterday, 14:05". */
    moment,
    /** What happened to a meeting's morning email; '' if none was due. */
    outcome({ email, email_at, email_reason }: EmailOutcome) {
      if (!email || !email_at) return '';
      if (email === 'sent') return `Your notes were emailed ${moment(email_at)}.`;
      if (email === 'uncertain') {
        return `Your notes were sent to the mail server ${moment(email_at)}, but it never confirmed that it received them. They may not have arrived, and weren’t sent again.`;
      }
      return email_reason === 'refused'
        ? 'Your notes weren’t emailed: the mail server rejected your address.'
        : 'Your notes weren’t emailed: the day was over before they could be sent.';
    },
    /** The first character of a name, in upper case. */
    initial: (name: string) => {
      const [first] = new Intl.Segmenter(locale).segment(name);
      return (first?.segment ?? '').toLocaleUpperCase(locale);
    },
  };
}

/** Writes a recent date as a day, and one more than 45 days ago as a month, as people remember them. */
function roughly(date: string, today: string, writing: { locale: string; date_format: DateFormat }): string {
  const { locale } = writing;
  const days = daysBetween(date, today);
  const [on, within] = isEnglish(locale) ? ['on ', 'in '] : ['', ''];
  if (days < 7) return sayDate(date, today, writing);
  if (days < 45) return on + sayDate(date, today, writing);
  return within + month(date, today, locale);
}

/** "March", or "March 2025" in another year. */
function month(date: string, today: string, locale: string): string {
  return sayMonth(date, locale, date.slice(0, 4) === today.slice(0, 4) ? 'month' : 'month-year');
}

function isEnglish(locale: string): boolean {
  return locale.split('-')[0] === 'en';
}

/** Joins words with no-break spaces: "6:00 PM", "in 3 days". */
function inOne(words: string): string {
  return words.replaceAll(' ', '\u00a0');
}

/** Joins the last two words with a no-break space: in "Sun, Nov 29" a line may break only before the month. */
function lastInOne(words: string): string {
  return words.replace(/ (?=\S+$)/, '\u00a0');
}
