import { fieldWords } from '../domain/values/field-words';

/** The fields that hold what somebody wrote, and could not tick or choose again. */
const written = [
  'name',
  'contact_methods',
  'interacted_on',
  'meeting_on',
  'meeting_time',
  'description',
  'notes',
];

/** What was typed into a form, by label, to be shown where the form itself can't be: so it is not lost. */
export function typedTexts(form: Record<string, unknown>): Record<string, string> {
  const texts = written.map((field) => [fieldWords(field, form), form[field]] as const);
  return Object.fromEntries(
    texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}
