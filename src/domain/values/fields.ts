export type Field = {
  label: string;
  hint?: string;
  optional?: true;
  /** The kind of input. `long`: several lines. `methods`: rows of contact methods. Chosen fields are not typed. */
  type: 'text' | 'long' | 'methods' | 'date' | 'time' | 'chosen';
  /** Lines of a long field. */
  rows?: number;
  /** Maximum length in characters (Unicode code points), the same as in the schemas. */
  limit?: number;
  /** For a column of a contact that one event sets: that event, with the column's name as its only property. */
  setBy?: string;
};

/** Every form field, for forms, conflicts, history, and texts whose form is gone. Fields are read by commands/fields.ts. */
export const fields = {
  name: { label: 'Name', type: 'text', limit: 200 },
  contact_methods: {
    label: 'Contact info',
    hint: 'An email, phone number, web address, or handle. Empty rows are ignored.',
    optional: true,
    type: 'methods',
  },
  description: {
    label: 'About',
    hint: 'Where you met, what they love, who they live with.',
    optional: true,
    type: 'long',
    rows: 4,
    limit: 2_000,
    setBy: 'contact-description-changed',
  },
  /** The description of an interaction. */
  conversation: { label: 'What did you talk about?', type: 'long', rows: 3, limit: 2_000 },
  interacted_on: { label: 'Date', type: 'date' },
  meeting_on: {
    label: 'Date',
    hint: 'Leave empty if you don’t know yet.',
    optional: true,
    type: 'date',
  },
  meeting_time: { label: 'Time', optional: true, type: 'time' },
  notes: {
    label: 'Notes',
    hint: 'What you want to ask, say, or bring. You can use Markdown: - for a list, **bold**, [link](https://…).',
    optional: true,
    type: 'long',
    rows: 14,
  },
  time_zone: { label: 'Time zone', hint: 'Used for dates and your morning email.', type: 'chosen' },
  locale: {
    label: 'Language',
    hint: 'Used to format dates and sort names. Kith itself is in English.',
    type: 'chosen',
  },
  date_format: { label: 'Date format', type: 'chosen' },
  morning_email: {
    label: 'Email me my notes on the morning of a meeting',
    hint: 'If you change your notes afterward, the email isn’t sent again.',
    type: 'chosen',
  },
  stay_in_touch_email: {
    label: 'Remind me who to get in touch with',
    hint: 'Included in the morning email when it’s time to get in touch with someone.',
    type: 'chosen',
  },
  morning_hour: { label: 'My morning starts at', type: 'chosen' },
  appearance: { label: 'Appearance', type: 'chosen' },
} as const satisfies Record<string, Field>;

/** What the form of a contact asks for, in order. */
export const contactFields = ['name', 'contact_methods', 'description'] as const;

type Settable = {
  [F in keyof typeof fields]: (typeof fields)[F] extends { setBy: string } ? F : never;
}[keyof typeof fields];
/** The fields of a contact that one event sets, with the type of that event. */
export type SetBy = { [F in Settable]: (typeof fields)[F]['setBy'] };
export const setBy = Object.fromEntries(
  Object.entries(fields as Record<string, Field>).flatMap(([name, field]) =>
    field.setBy ? [[name, field.setBy]] : [],
  ),
) as SetBy;

/** Returns whether the column holds a date, which is null if it is empty; else it holds a text. */
export function isDateColumn(column: keyof SetBy): boolean {
  return (fields[column] as Field).type === 'date';
}

/** Returns the field that a form sends under this name; undefined for a name that no form has. */
export function fieldOf(name: string, form: Record<string, unknown>): Field | undefined {
  // Contacts and interactions both send a description; only a contact's form has a name.
  if (name === 'description' && !('name' in form)) return fields.conversation;
  return Object.hasOwn(fields, name) ? fields[name as keyof typeof fields] : undefined;
}
