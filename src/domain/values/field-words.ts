/** What each field of a form is called, there and wherever else it is named: where versions conflict, or a form is gone. */
export function fieldWords(field: string, form: Record<string, unknown>): string {
  // People are described, and so is what was spoken about.
  if (field === 'description' && !('name' in form)) return 'What about';
  return words[field as keyof typeof words] ?? field;
}

const words = {
  name: 'Name',
  contact_methods: 'How to reach them',
  description: 'Who they are',
  interacted_on: 'Day',
  meeting_on: 'Day',
  meeting_time: 'Time',
  notes: 'Notes',
  time_zone: 'Time zone',
  locale: 'Language',
  date_format: 'Dates',
  morning_email: 'Email me my notes on the morning of a meeting',
  stay_in_touch_email: 'Tell me whom I wanted to stay in touch with',
  morning_hour: 'My morning begins at',
  appearance: 'Appearance',
};
