/** Returns a form field's label, for the form, for conflicts, and for showing what was typed when the form is gone. */
export function fieldWords(field: string, form: Record<string, unknown>): string {
  // Contacts and interactions both have a description; only a contact's form has a name.
  if (field === 'description' && !('name' in form)) return 'What did you talk about?';
  return words[field as keyof typeof words] ?? field;
}

const words = {
  name: 'Name',
  contact_methods: 'How to reach them',
  description: 'About',
  interacted_on: 'Date',
  meeting_on: 'Date',
  meeting_time: 'Time',
  notes: 'Notes',
  time_zone: 'Time zone',
  locale: 'Language',
  date_format: 'Date format',
  morning_email: 'Email me my notes on the morning of a meeting',
  stay_in_touch_email: 'Remind me who to get in touch with',
  morning_hour: 'My morning starts at',
  appearance: 'Appearance',
};
