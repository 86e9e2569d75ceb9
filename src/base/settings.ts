/** The order of a date's parts; 'locale': the usual order in the account's language. */
export const dateFormats = ['locale', 'day-month-year', 'month-day-year', 'year-month-day'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** Whether pages are light or dark; 'system': like the person's device. */
export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

/** The defaults of the settings that sign-up doesn't ask for. */
export const usualSettings = {
  date_format: 'locale' as DateFormat,
  appearance: 'system' as Appearance,
  stay_in_touch_email: false,
};

/** Returns the name of a date format for forms and the history, such as "Day, month, year". */
export function dateFormatInWords(format: DateFormat): string {
  return orders[format];
}

/** Returns the name of an appearance for forms and the history, such as "Dark". */
export function appearanceInWords(appearance: Appearance): string {
  return { system: 'Match my device', light: 'Light', dark: 'Dark' }[appearance];
}

const orders = {
  locale: 'Language default',
  'day-month-year': 'Day, month, year',
  'month-day-year': 'Month, day, year',
  'year-month-day': 'Year, month, day',
};
