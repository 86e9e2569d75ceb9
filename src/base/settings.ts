/** In which order a date's parts are written; 'locale': as the account's language has it. */
export const dateFormats = ['locale', 'day-month-year', 'month-day-year', 'year-month-day'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** Whether pages are light or dark; 'system': as the person's device has it. */
export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

/** The settings that signing up does not ask for, as an account has them that never changed them. */
export const usualSettings = {
  date_format: 'locale' as DateFormat,
  appearance: 'system' as Appearance,
  stay_in_touch_email: false,
};

/** "Day, month, year": an order as forms and the history name it. */
export function dateFormatInWords(format: DateFormat): string {
  return orders[format];
}

/** "Dark": an appearance as forms and the history name it. */
export function appearanceInWords(appearance: Appearance): string {
  return { system: 'As this device has it', light: 'Light', dark: 'Dark' }[appearance];
}

const orders = {
  locale: 'As your language has it',
  'day-month-year': 'Day, month, year',
  'month-day-year': 'Month, day, year',
  'year-month-day': 'Year, month, day',
};
