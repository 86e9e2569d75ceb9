import { PageFailure } from '../../accounts/page-failure';
import { addDays, instantOf, isDate } from '../../base/time';
import { readerAsOf } from '../../engine/projecting/as-of';
import type { Engine } from '../../engine/projecting/engine';
import { phrases } from '../phrases';
import type { Asked, Page } from './define-page';

/** An empty day, as a form sends it that was not filled in, asks for the present. */
export function asksForThePast({ hasPast }: Page, query: Asked['query']): boolean {
  return Boolean(hasPast) && query.as_of !== undefined && query.as_of !== '';
}

/** The same request, asked at the end of the day it names. Throws a PageFailure for no day, or one to come. */
export async function thenOf(engine: Engine, asked: Asked, { projections, pastAbout }: Page): Promise<Asked> {
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
    throw new PageFailure(
      400,
      'There is no such day',
      'The address asks how it was on a day that is none. Write it like 2026-10-31.',
    );
  if (day > say.today)
    throw new PageFailure(
      400,
      'That day has not come yet',
      'Kith remembers the past; it does not know the future.',
    );
  return day;
}
