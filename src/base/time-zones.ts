import { Temporal } from 'temporal-polyfill';
import { memoize } from './memoize';
import { succeeds } from './succeeds';

/**
 * Whether `text` names an IANA time zone. Bare offsets ('+02:00') don't count: they have no daylight-saving time. This
 * asks Temporal, which does the calculations; Intl also accepts abbreviations such as PST.
 */
export function isTimeZone(text: string): boolean {
  return (
    /^[A-Za-z][\w+/-]{1,49}$/.test(text) &&
    succeeds(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text))
  );
}

/**
 * Returns the stored zone, or 'UTC' if this runtime doesn't know it. Pages, commands, projections, and emails all use
 * this. An unknown zone isn't an error: the account must stay usable until its owner chooses another one. Runtimes with
 * different time zone data derive different rows, as after any change to a zone's rules; a replay recomputes all rows
 * with the data of the runtime that runs it.
 */
export const knownZone = memoize((zone: string) => (isTimeZone(zone) ? zone : 'UTC'));

/** Returns the zones to choose from, sorted. Includes `current`, even if it is an older name. */
export function timeZones(current?: string): string[] {
  const all = Intl.supportedValuesOf('timeZone').map((zone) => todaysNames[zone] ?? zone);
  const zones = new Set([...all, 'UTC', ...(current && isTimeZone(current) ? [current] : [])]);
  return [...zones].sort();
}

/** ICU lists a zone under its oldest name. These are the names that people look for. */
const todaysNames: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};
