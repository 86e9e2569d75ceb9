import { fieldOf, fields } from '../domain/values/fields';

/**
 * Returns what was typed into a form, by label. Shown where the form itself can't be, so that it isn't lost. Fields that
 * are chosen are left out: they are easily chosen again.
 */
export function typedTexts(form: Record<string, unknown>): Record<string, string> {
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(form)) {
    const field = isMethodRow.test(name) ? fields.contact_methods : fieldOf(name, form);
    if (!field || field.type === 'chosen' || typeof text !== 'string' || text === '') continue;
    const before = texts.get(field.label);
    texts.set(field.label, before === undefined ? text : `${before}\n${text}`);
  }
  return Object.fromEntries(texts);
}

/** Contact methods come in rows: a value, and then its label. */
const isMethodRow = /^contact_method_(value|label)_\d+$/;
