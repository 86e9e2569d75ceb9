import { nameKey, normalizeName } from '../contact-name';
import { Invalid } from '../deciding/refusal';
import { isDate, isTime } from '../time';

/** Longest texts, in characters (Unicode code points), as the schemas have them. */
const longest = { name: 200, description: 2_000, contact_method: 500 };
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

  /** A line: white space at its ends and line breaks go. */
  line(field: 'description' | 'contact_method', text: string): string {
    // Split, since an expression for line breaks and the space around them takes minutes for 300 kB of spaces.
    const lines = text.split(/[\r\n]/).map((part) => part.trim());
    const line = lines.filter(Boolean).join(' ');
    if (this.isStorable(field, line)) this.isShortEnough(field, line, longest[field]);
    return line;
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

  private isShortEnough(field: string, text: string, most: number) {
    const { length } = [...text];
    if (length > most) this.fault(field, `Use at most ${most} characters. These are ${length}.`);
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
