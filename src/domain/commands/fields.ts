import { isDate, isTime } from '../../base/time';
import { Invalid } from '../../engine/deciding/refusal';
import { type ContactMethod, contactMethodOf } from '../values/contact-method';
import { typedMethods } from '../values/contact-methods-text';
import { nameKey, normalizeName } from '../values/contact-name';

/** Longest texts, in characters (Unicode code points), as the schemas have them. */
const longest = { name: 200, description: 2_000 };
const longestMethod = { label: 50, value: 500 };
const mostMethods = 20;
const longestTag = 40;
const mostDays = 3_650;
/** The notes' limit, in bytes of UTF-8. */
const longestNotes = 102_400;

/** Reads the fields of a form and collects what is wrong with them. */
export class Fields {
  readonly faults: Record<string, string> = {};

  /** A refusal, where something is wrong. */
  refusal(): Invalid | null {
    return Object.keys(this.faults).length > 0 ? new Invalid(this.faults) : null;
  }

  fault(field: string, sentence: string): void {
    this.faults[field] ??= sentence;
  }

  /** A contact's name and the key it is compared by. */
  name(text: string): { name: string; name_key: string } {
    const name = normalizeName(text);
    if (this.isStorable('name', text)) {
      if (!isVisible(name)) this.fault('name', 'Enter a name.');
      this.isShortEnough('name', name, longest.name);
      if (turning.test(name)) {
        this.fault(
          'name',
          'The name has a character that can’t be seen and turns writing around. Type it by hand.',
        );
      }
      if (/\p{Cc}/u.test(name)) this.fault('name', 'The name has a character that can’t be shown.');
    }
    return { name, name_key: nameKey(name) };
  }

  /** A tag and the key it is compared by: a line without the # that some write in front. */
  tag(text: string): { tag: string; tag_key: string } {
    const tag = normalizeName(text.trim().replace(/^[#＃\s]+/u, ''));
    if (this.isStorable('tag', text)) {
      if (!isVisible(tag)) this.fault('tag', 'Enter a tag.');
      this.isShortEnough('tag', tag, longestTag);
      if (turning.test(tag) || /\p{Cc}/u.test(tag))
        this.fault('tag', 'The tag has a character that can’t be shown. Type it by hand.');
    }
    return { tag, tag_key: nameKey(tag) };
  }

  /** How many days at most shall lie between two interactions. */
  everyDays(text: number | string): number {
    const days = /^\d{1,4}$/.test(String(text).trim()) ? Number(text) : 0;
    if (days < 1 || days > mostDays)
      this.fault('every_days', `Enter a number of days from 1 to ${mostDays.toLocaleString('en')}.`);
    return days;
  }

  /** A line: white space at its ends and line breaks go. */
  line(field: 'description', text: string): string {
    // Split, since an expression for line breaks and the space around them takes minutes for 300 kB of spaces.
    const lines = text.split(/[\r\n]/).map((part) => part.trim());
    const line = lines.filter(Boolean).join(' ');
    if (this.isStorable(field, line)) this.isShortEnough(field, line, longest[field]);
    return line;
  }

  /** Ways to reach somebody, from their text; see contact-methods-text.ts. Each gets the kind that its value shows. */
  contactMethods(text: string): ContactMethod[] {
    const field = 'contact_methods';
    const typed = typedMethods(text);
    if (typed.length > mostMethods) {
      this.fault(field, `Note at most ${mostMethods} ways to reach them. These are ${typed.length}.`);
      return [];
    }
    if (!this.isStorable(field, text)) return [];
    for (const { label, value } of typed) {
      if (value === '') this.fault(field, `Enter what reaches them at “${label}”, or clear that row.`);
      this.isShortEnough(field, value, longestMethod.value);
      this.isShortEnough(field, label, longestMethod.label, 'a label');
    }
    return typed.map(({ label, value }) => contactMethodOf(value, label));
  }

  /** Several lines; line breaks become \n. */
  lines(field: 'description', text: string): string {
    const lines = text.replace(/\r\n?/g, '\n').trim();
    if (this.isStorable(field, lines)) this.isShortEnough(field, lines, longest[field]);
    return lines;
  }

  /** Markdown, whose white space means something. */
  notes(text: string): string {
    const notes = text.replace(/\r\n?/g, '\n').trimEnd();
    if (this.isStorable('notes', notes) && Buffer.byteLength(notes) > longestNotes) {
      this.fault(
        'notes',
        `The notes are longer than 100 kB (${Math.ceil(Buffer.byteLength(notes) / 1024)} kB).`,
      );
    }
    return notes;
  }

  /** A day that exists. Empty: null. */
  date(field: string, text: string): string | null {
    const date = text.trim();
    if (date !== '' && !isDate(date)) this.fault(field, 'There is no such day. Enter it like 2026-11-24.');
    return date || null;
  }

  /** A time of day, minutes precise. Empty: null. */
  time(field: string, text: string): string | null {
    const time = text.trim().replace(/^(\d\d:\d\d):00$/, '$1');
    if (time !== '' && !isTime(time)) this.fault(field, 'There is no such time. Enter it like 09:30.');
    return time || null;
  }

  private isShortEnough(field: string, text: string, most: number, what?: string) {
    const { length } = [...text];
    const limit = what ? `Use at most ${most} characters for ${what}.` : `Use at most ${most} characters.`;
    if (length > most) this.fault(field, `${limit} These are ${length}.`);
  }

  private isStorable(field: string, text: string): boolean {
    const storable = !text.includes('\0') && text.isWellFormed();
    if (!storable) this.fault(field, 'This has a character that can’t be stored.');
    return storable;
  }
}

/** Embeddings, overrides and isolates: with them one name looks like another, or turns the page around it. */
const turning = /[\u202a-\u202e\u2066-\u2069]/;

/** Whether there is anything to see: the blank Braille pattern is neither ignorable nor white space. */
function isVisible(text: string): boolean {
  return /[^\p{Default_Ignorable_Code_Point}\s\u2800]/u.test(text);
}
