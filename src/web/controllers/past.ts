import { PageFailure } from '../../accounts/page-failure';
import { addDays, instantOf, isDate } from '../../base/time';
import { readerAsOf } from '../../engine/projecting/as-of';
import type { Engine } from '../../engine/projecting/engine';
import { phrases } from '../phrases';
import type { Asked, Page } from './define-page';

/** Returns whether the request asks for a past day. An empty day, from a form that wasn't filled in, doesn't. */
export function asksForPastDay({ hasPast }: Page, query: Asked['query']): boolean {
  return Boolean(hasPast) && query.as_of !== undefined && query.as_of !== '';
}

/** Returns the request as of the end of its day. Throws a PageFailure (400) if the day is invalid or in the future. */
export async function asOfPastDay(
  engine: Engine,
  asked: Asked,
  { projections, pastAbout }: Page,
): Promise<Asked> {
  const day = dayOf(asked);
  const { log, accountId, account, say } = asked;
  const { time_zone: timeZone, locale, date_format: dateFormat } = account;
  const end = new Date(instantOf(addDays(day, 1), null, timeZone).getTime() - 1);
  const { db, position } = await readerAsOf(engine, log, accountId, projections, end, pastAbout?.(asked));
  return {
    ...asked,
    db,
    say: phrases({ locale, dateFormat, timeZone, now: end, past: true }),
    kept: { as_of: day },
    past: {
      day,
      isToday: day === say.today,
      isBeforeTheAccount: position === 0,
      query: `?as_of=${day}`,
      before: `?as_of=${addDays(day, -1)}`,
      after: day < say.today ? `?as_of=${addDays(day, 1)}` : null,
      now: asked.db,
    },
  };
}

function dayOf({ query, say }: Asked): string {
  const day = query.as_of;
  if (typeof day !== 'string' || !isDate(day))
    throw new PageFailure(400, 'That isn’t a valid date', 'Use a date like 2026-10-31 in the address.');
  if (day > say.today)
    throw new PageFailure(400, 'That date is in the future', 'Choose today or a date in the past.');
  return day;
}
