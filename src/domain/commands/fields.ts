import { isDate, isTime } from '../../base/time';
import { Invalid } from '../../engine/deciding/refusal';
import { type ContactMethod, contactMethodOf } from '../values/contact-method';
import { typedMethods } from '../values/contact-methods-text';
import { nameKey, normalizeName } from '../values/contact-name';
import { fields } from '../values/fields';

/** Maximum lengths in characters (Unicode code points), the same as in the schemas. Those of fields.ts come on top. */
const longestMethod = { label: 50, value: 500 };
const mostMethods = 20;
const longestTag = 40;
const mostDays = 3_650;
/** The maximum length of notes, in bytes of UTF-8. */
const longestNotes = 102_400;

/** Parses the fields of a form and collects their faults. */
export class Fields {
  readonly faults: Record<string, string> = {};

  /** Returns a refusal if any field has a fault. */
  refusal(): Invalid | null {
    return Object.keys(this.faults).length > 0 ? new Invalid(this.faults) : null;
  }

  fault(field: string, sentence: string): void {
    this.faults[field] ??= sentence;
  }

  /** Returns a contact's name and the key it is compared by. */
  name(text: string): { name: string; name_key: string } {
    const name = normalizeName(text);
    if (this.isStorable('name', text)) {
      if (!isVisible(name)) this.fault('name', 'Enter a name.');
      this.isShortEnough('name', name, fields.name.limit);
      if (bidiControl.test(name)) {
        this.fault(
          'name',
          'The name contains an invisible character that changes the text direction. Type the name instead of pasting it.',
        );
      }
      if (/\p{Cc}/u.test(name)) {
        this.fault(
          'name',
          'The name contains a character that can’t be displayed. Type the name instead of pasting it.',
        );
      }
    }
    return { name, name_key: nameKey(name) };
  }

  /** Returns a tag and the key it is compared by, without any leading #. */
  tag(text: string): { tag: string; tag_key: string } {
    const tag = normalizeName(text.trim().replace(/^[#＃\s]+/u, ''));
    if (this.isStorable('tag', text)) {
      if (!isVisible(tag)) this.fault('tag', 'Enter a tag.');
      this.isShortEnough('tag', tag, longestTag);
      if (bidiControl.test(tag) || /\p{Cc}/u.test(tag))
        this.fault(
          'tag',
          'The tag contains a character that can’t be displayed. Type the tag instead of pasting it.',
        );
    }
    return { tag, tag_key: nameKey(tag) };
  }

  /** Returns the maximum number of days between two interactions. */
  everyDays(text: number | string): number {
    const days = /^\d{1,4}$/.test(String(text).trim()) ? Number(text) : 0;
    if (days < 1 || days > mostDays)
      this.fault('every_days', `Enter a number of days from 1 to ${mostDays.toLocaleString('en')}.`);
    return days;
  }

  /** Returns the text as one trimmed line, with line breaks replaced by spaces. */
  line(field: 'description', text: string): string {
    // A regular expression for line breaks with the space around them would take minutes for 300 kB of spaces.
    const lines = text.split(/[\r\n]/).map((part) => part.trim());
    const line = lines.filter(Boolean).join(' ');
    if (this.isStorable(field, line)) this.isShortEnough(field, line, fields[field].limit);
    return line;
  }

  /** Returns contact methods from text in the format of contact-methods-text.ts, each with the kind of its value. */
  contactMethods(text: string): ContactMethod[] {
    const field = 'contact_methods';
    const typed = typedMethods(text);
    if (typed.length > mostMethods) {
      this.fault(field, `Enter at most ${mostMethods} contact methods. You entered ${typed.length}.`);
      return [];
    }
    if (!this.isStorable(field, text)) return [];
    for (const { label, value } of typed) {
      if (value === '')
        this.fault(
          field,
          `Enter an email address, phone number, or other contact method for “${label}”, or clear that row.`,
        );
      this.isShortEnough(field, value, longestMethod.value);
      this.isShortEnough(field, label, longestMethod.label, 'a label');
    }
    return typed.map(({ label, value }) => contactMethodOf(value, label));
  }

  /** Returns trimmed text of several lines, with \n as line breaks. */
  lines(field: 'description', text: string): string {
    const lines = text.replace(/\r\n?/g, '\n').trim();
    if (this.isStorable(field, lines)) this.isShortEnough(field, lines, fields[field].limit);
    return lines;
  }

  /** Returns Markdown. Keeps leading white space, which is significant. */
  notes(text: string): string {
    const notes = text.replace(/\r\n?/g, '\n').trimEnd();
    const bytes = Buffer.byteLength(notes);
    if (this.isStorable('notes', notes) && bytes > longestNotes) {
      const size = Math.ceil(bytes / 1024);
      this.fault('notes', `The notes are too long (${size} kB). Shorten them to at most 100 kB.`);
    }
    return notes;
  }

  /** Returns a date as YYYY-MM-DD, or null if the text is empty. */
  date(field: string, text: string): string | null {
    const date = text.trim();
    if (date !== '' && !isDate(date))
      this.fault(field, 'That isn’t a valid date. Use a date like 2026-11-24.');
    return date || null;
  }

  /** Returns a time of day as HH:MM, or null if the text is empty. */
  time(field: string, text: string): string | null {
    const time = text.trim().replace(/^(\d\d:\d\d):00$/, '$1');
    if (time !== '' && !isTime(time)) this.fault(field, 'That isn’t a valid time. Use a time like 09:30.');
    return time || null;
  }

  private isShortEnough(field: string, text: string, most: number, what?: string) {
    const { length } = [...text];
    const limit = what ? `Use at most ${most} characters for ${what}.` : `Use at most ${most} characters.`;
    if (length > most) this.fault(field, `${limit} You used ${length}.`);
  }

  private isStorable(field: string, text: string): boolean {
    const storable = !text.includes('\0') && text.isWellFormed();
    if (!storable)
      this.fault(
        field,
        'This contains a character that can’t be saved. Type the text instead of pasting it.',
      );
    return storable;
  }
}

/**
 * Bidirectional embeddings, overrides, and isolates. They can make one name look like another, or change the direction
 * of the text around it.
 */
const bidiControl = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * Returns whether the text has a visible character. U+2800, the blank Braille pattern, has to be listed because
 * Unicode counts it as neither ignorable nor white space.
 */
function isVisible(text: string): boolean {
  return /[^\p{Default_Ignorable_Code_Point}\s\u2800]/u.test(text);
}
