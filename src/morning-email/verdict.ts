import type { AccountRow } from '../projections/accounts';
import { instantOf, localDate, localHour } from '../time';

/** `not-yet`: its morning hasn't come, or the account has no mail in the morning. `day-over`: it is too late. */
export type Verdict = 'not-yet' | 'send' | 'day-over';

/**
 * Whether the mail about a meeting on `meetingOn` (YYYY-MM-DD) is due at `now`: on the meeting's day in the account's
 * zone, once the morning hour has come. "Once" and not "at": where the clocks skip the hour, the next one counts,
 * and a morning that was missed is caught up later that day (DESIGN.md, decision 12).
 */
export function verdictOn(
  {
    time_zone,
    morning_hour,
    morning_email,
  }: Pick<AccountRow, 'time_zone' | 'morning_hour' | 'morning_email'>,
  meetingOn: string,
  now: Date,
): Verdict {
  const today = localDate(now, time_zone);
  if (meetingOn < today) return 'day-over';
  if (meetingOn > today || !morning_email) return 'not-yet';
  return hasMorningCome({ time_zone, morning_hour }, now) ? 'send' : 'not-yet';
}

/** Whether the account's morning has begun on the day that it is there. */
export function hasMorningCome(
  { time_zone, morning_hour }: Pick<AccountRow, 'time_zone' | 'morning_hour'>,
  now: Date,
): boolean {
  return localHour(now, time_zone) >= morning_hour;
}

/** When it began, or begins, on that day. */
export function morningOf(
  { time_zone, morning_hour }: Pick<AccountRow, 'time_zone' | 'morning_hour'>,
  now: Date,
): Date {
  const hour = String(morning_hour).padStart(2, '0');
  return instantOf(localDate(now, time_zone), `${hour}:00`, time_zone);
}
