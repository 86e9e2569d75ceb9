import { Temporal } from 'temporal-polyfill';
import { memoize } from './memoize';
import { succeeds } from './succeeds';

/**
 * Whether `text` names an IANA time zone. Bare offsets ('+02:00') don't count: they know no summer. Temporal is asked,
 * which has to reckon with it; Intl takes abbreviations such as PST as well.
 */
export function isTimeZone(text: string): boolean {
  return (
    /^[A-Za-z][\w+/-]{1,49}$/.test(text) &&
    succeeds(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text))
  );
}

/**
 * The zone by which a kept one counts here: itself, or 'UTC' where this runtime does not know it, on pages, in
 * commands, projections and mails alike. A rule and no failure: an account must stay usable until another zone is
 * chosen. Where two runtimes differ in their time zone data, what they derive differs too, as with any change of a
 * zone's rules; a replay brings all rows to the data of the runtime that replays.
 */
export const knownZone = memoize((zone: string) => (isTimeZone(zone) ? zone : 'UTC'));

/** The zones to choose from, sorted; `current` is among them even if it is an older name. */
export function timeZones(current?: string): string[] {
  const all = Intl.supportedValuesOf('timeZone').map((zone) => todaysNames[zone] ?? zone);
  const zones = new Set([...all, 'UTC', ...(current && isTimeZone(current) ? [current] : [])]);
  return [...zones].sort();
}

/** ICU keeps the oldest name of a zone; these are the ones that people look for. */
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
