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

type Told = {
  locale: string;
  dateFormat?: DateFormat;
  timeZone: string;
  now: Date;
  /** On a page that shows the past "yesterday" would be misread: days are told by their dates. */
  past?: boolean;
};

/**
 * What the pages say about days and moments, as HTML with the exact day in a `<time>`'s title, to be
 * written unescaped. Dates are 'YYYY-MM-DD', times 'HH:MM'.
 */
export function phrases({ locale, dateFormat = 'locale', timeZone, now, past = false }: Told) {
  const writing = { locale, date_format: dateFormat };
  const today = localDate(now, timeZone);
  const said = (date: string) => (past ? shortDate(date, writing) : sayDate(date, today, writing));
  const element = (date: string, words: string, at = date) => {
    return `<time datetime="${at}" title="${escapeXML(exactDate(date, writing))}">${escapeXML(words)}</time>`;
  };
  const at = (date: string, time: string | null) => (time ? `${date}T${time}` : date);
  const withTime = (words: string, time: string | null) =>
    time ? `${words}, ${inOne(sayTime(time, locale))}` : words;

  const moment = (instant: Date) =>
    `<time datetime="${instant.toISOString()}" title="${escapeXML(exactMoment(instant, timeZone, writing))}">${escapeXML(withTime(said(localDate(instant, timeZone)), localTime(instant, timeZone)))}</time>`;

  return {
    today,
    /** "yesterday", "Tue 24 Nov". */
    day: (date: string) => element(date, said(date)),
    /** "tomorrow, 09:30". */
    meeting: (date: string, time: string | null) =>
      element(date, withTime(time ? lastInOne(said(date)) : said(date), time), at(date, time)),
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
      if (date === null) return past ? 'You had not noted a talk yet.' : 'You have not noted a talk yet.';
      if (past) return `You had last spoken ${isEnglish(locale) ? 'on ' : ''}${element(date, said(date))}.`;
      if (date > today) return `You noted a talk for ${element(date, sayDate(date, today, writing))}.`;
      const words = roughly(date, today, writing);
      // The pages are English; a day in another language does not fit into the sentence, but after it.
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
    /** What became of a meeting's morning mail; nothing to say where none was due. */
    outcome({ email, email_at, email_reason }: EmailOutcome) {
      if (!email || !email_at) return '';
      if (email === 'sent') return `Your notes were mailed ${moment(email_at)}.`;
      if (email === 'uncertain') {
        return `Your notes were handed to the mail server ${moment(email_at)}, which never said whether it took them. They were not sent again.`;
      }
      return email_reason === 'refused'
        ? 'Your notes were not mailed: the mail server refused your address.'
        : 'Your notes were not mailed: the day was over before they could be.';
    },
    /** Upper-case first letter, or first sign, of a name. */
    initial: (name: string) => {
      const [first] = new Intl.Segmenter(locale).segment(name);
      return (first?.segment ?? '').toLocaleUpperCase(locale);
    },
  };
}

/** Within some weeks the day matters; of what is longer ago people remember the month. */
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

/** Words that no line breaks between: "6:00 PM", "in 3 days". */
function inOne(words: string): string {
  return words.replaceAll(' ', '\u00a0');
}

/** "Sun, Nov 29", where a line may break before the month, but not between month and day. */
function lastInOne(words: string): string {
  return words.replace(/ (?=\S+$)/, '\u00a0');
}
