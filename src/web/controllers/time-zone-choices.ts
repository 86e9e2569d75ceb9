import { timeZones } from '../../base/time-zones';

/** Returns the time zones to choose from, each with the words for it. Includes `current`, even if it is an older name. */
export function timeZoneChoices(current?: string): [zone: string, words: string][] {
  return timeZones(current).map((zone) => [zone, zone.replaceAll('_', ' ')]);
}
