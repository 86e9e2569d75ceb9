import { fieldWords } from '../domain/values/field-words';

/** The fields that people type, as opposed to fields that are easily chosen again. */
const typedFields = [
  'name',
  'contact_methods',
  'interacted_on',
  'meeting_on',
  'meeting_time',
  'description',
  'notes',
];

/** Returns what was typed into a form, by label. Shown where the form itself can't be, so that it isn't lost. */
export function typedTexts(form: Record<string, unknown>): Record<string, string> {
  const texts = typedFields.map((field) => [fieldWords(field, form), form[field]] as const);
  return Object.fromEntries(
    texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}
