/** The words that stand before each field of a form. */
const labels: Record<string, string> = {
  name: 'Name',
  contact_methods: 'How to reach them',
  interacted_on: 'Day',
  meeting_on: 'Day',
  meeting_time: 'Time',
  description: 'In your words',
  notes: 'Notes',
};

/** What was typed into a form, by label, to be shown where the form itself can't be: so it is not lost. */
export function typedTexts(form: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(labels).map(([field, label]) => [label, form[field]] as const);
  return Object.fromEntries(
    texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}
