import { fieldOf } from '../domain/values/fields';

/**
 * Returns what was typed into a form, by label. Shown where the form itself can't be, so that it isn't lost. Fields that
 * are chosen are left out: they are easily chosen again.
 */
export function typedTexts(form: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(form)) {
    const field = fieldOf(name, form);
    if (field && field.type !== 'chosen' && typeof text === 'string' && text !== '')
      texts[field.label] = text;
  }
  return texts;
}
