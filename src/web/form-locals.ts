import { typedMethods } from '../domain/values/contact-methods-text';

/** What a page shows again after a refusal. All by field name, except `typed`: texts whose form is gone, by label. */
type Shown = {
  values?: Record<string, string>;
  faults?: Record<string, string>;
  typed?: Record<string, string>;
};

/** A form field as templates write it: fields.ts with a name, and further attributes of its input. */
type Field = {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
  type?: string;
  rows?: number;
  attributes?: Record<string, string | number | boolean | null | undefined>;
};
type Options = readonly [value: string | number, words: string][];

/** The contact methods that a form has rows for: more than these only if the contact has more. */
const mostRows = 20;

/**
 * Returns the functions that views call for their form fields. `field`, `choice`, `check`, and `methods` return what
 * form/field.ejs, form/choice.ejs, form/check.ejs, and form/methods.ejs show, with the value and the fault of the field.
 */
export function formLocals({ values = {}, faults = {}, typed = {} }: Shown) {
  const noted = ({ name, label, hint, optional = false }: Field) => {
    const fault = faults[name];
    const notes = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean);
    return { name, label, hint, optional, fault, value: values[name] ?? '', describedBy: notes.join(' ') };
  };
  return {
    field(field: Field) {
      const { value, ...one } = noted(field);
      const { type = 'text', rows } = field;
      return { ...one, type, rows, value, attributes: attributesOf(field, one) };
    },

    choice({ options, ...field }: Field & { options: Options }) {
      const one = noted(field);
      const all = options.map(([value, words]) => ({ value, words, isChosen: String(value) === one.value }));
      const isKnown = all.some(({ isChosen }) => isChosen);
      return { ...one, options: all, isKnown, attributes: attributesOf(field, one) };
    },

    check(field: Field) {
      const one = noted(field);
      return { ...one, isChecked: one.value === 'on' };
    },

    /** `text`: the contact methods in the format of contact-methods-text.ts. Adds two empty rows. */
    methods({ text, ...field }: Field & { text: string }) {
      const known = typedMethods(text);
      const empty = { label: '', value: '' };
      const methods = [...known, empty, empty].slice(0, Math.max(mostRows, known.length));
      return { ...noted(field), methods, hasPreferred: known.length > 0 };
    },

    faultIn: (name: string) => faults[name],
    valueIn: (name: string) => values[name] ?? '',

    /** The faults, in order, each with a link to its field if it has one. */
    faultList: Object.entries(faults).map(([name, sentence]) => ({
      sentence,
      href: name && name !== 'form' ? `#${name}` : null,
    })),

    typedList: Object.entries(typed).map(([label, text]) => ({
      label,
      text,
      rows: Math.min(12, text.split('\n').length + 1),
    })),
  };
}

/** Returns the attributes of an input besides its name and type, as pairs. Leaves out those that are false. */
function attributesOf(
  { attributes = {} }: Field,
  { fault, describedBy }: { fault: string | undefined; describedBy: string },
) {
  const all = { 'aria-invalid': Boolean(fault), 'aria-describedby': describedBy || null, ...attributes };
  return Object.entries(all).filter(([, value]) => value !== false && value != null);
}
