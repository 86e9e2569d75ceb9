import type { Pool } from 'pg';
import { addDays, localDate } from '../base/time';
import type { AccountRow } from '../domain/projections/accounts';
import { hasMorningCome, morningOf } from './morning-hour';

/** `everything`: also all days that are over; otherwise only those that have just ended. */
export type Span = { now: Date; everything: boolean };

/**
 * Accounts that seem to have something to settle at `now`, page by page, as the projections have it: meetings of days
 * whose morning has come, and people whose day to be in touch has come. An account can come several times. Whether
 * there is something, the stream's head tells.
 *
 * The rows of accounts without an email in the morning stay (no event says that an email was missed which nobody
 * wanted), so it is not for every minute to read those of all days.
 */
export async function* accountsSought(pool: Pool, span: Span): AsyncGenerator<number[]> {
  const { now } = span;
  const [since, until] = daysOf(span);
  yield* inPages(pool, withMeetings, (last) => [last?.day ?? since, last?.account_id ?? 0, until], isTime);
  yield* inPages(pool, withReminders, (last) => [last?.account_id ?? 0], isTimeToRemind);

  function isTime(row: Row): boolean {
    const today = localDate(now, row.time_zone);
    return row.day < today || (row.day === today && hasMorningCome(row, now));
  }

  /** Settings that changed after the morning began count from the next. */
  function isTimeToRemind(row: Row): boolean {
    const today = localDate(now, row.time_zone);
    const morning = morningOf(row, today);
    return row.day <= today && morning <= now && row.last_updated_at <= morning;
  }
}

/**
 * The contacts of whom an account's morning email may have to tell, as the projections have it: more than it will,
 * since the account's day is known at the stream's head alone. Who is claimed by another email is left out.
 */
export async function contactsSought(pool: Pool, accountId: number, span: Span): Promise<number[]> {
  const { rows } = await pool.query<{ contact: number }>({
    name: 'contacts-sought',
    text: `
      select contact from (
        select contact from projected_meeting_notes_emails
        where account_id = $1 and meeting_on between $2 and $3
        union
        (select contact from projected_contacts
          where account_id = $1 and ${toRemind} and stay_in_touch_on <= $3
            and exists (select from projected_accounts where account_id = $1 and stay_in_touch_email)
          order by stay_in_touch_on, contact limit ${mostDue})
      ) sought
      where not exists (select from mail_claims c where c.account_id = $1 and c.contact = sought.contact)
      order by contact`,
    values: [accountId, ...daysOf(span)],
  });
  return rows.map(({ contact }) => contact);
}

/** One email mentions at most so many people; the others are mentioned in the next. */
const mostDue = 200;
const rowsPerPage = 1_000;

type Row = Pick<AccountRow, 'time_zone' | 'morning_hour' | 'last_updated_at'> & {
  account_id: number;
  day: string;
};

/** West and east of Greenwich it may be another day. */
function daysOf({ now, everything }: Span): [since: string, until: string] {
  const today = localDate(now, 'UTC');
  return [everything ? '1900-01-01' : addDays(today, -2), addDays(today, 1)];
}

async function* inPages(
  pool: Pool,
  query: { name: string; text: string },
  valuesAfter: (last: Row | undefined) => unknown[],
  isSought: (row: Row) => boolean,
): AsyncGenerator<number[]> {
  for (let last: Row | undefined; ; ) {
    const { rows } = await pool.query<Row>({ ...query, values: valuesAfter(last) });
    yield rows.filter(isSought).map(({ account_id }) => account_id);
    if (rows.length < rowsPerPage) return;
    last = rows.at(-1);
  }
}

/** As the index has it. */
const toRemind = `stay_in_touch_on is not null
  and (stay_in_touch_reminded_for is null or stay_in_touch_reminded_for < stay_in_touch_on)`;

const account = 'a.account_id, a.time_zone, a.morning_hour, a.last_updated_at';

const withMeetings = {
  name: 'accounts-with-meetings',
  text: `
    select distinct on (m.meeting_on, m.account_id) m.meeting_on as day, ${account}
    from projected_meeting_notes_emails m
    join projected_accounts a on a.account_id = m.account_id and a.morning_email
    where (m.meeting_on, m.account_id) > ($1, $2) and m.meeting_on <= $3
      and not exists (select from mail_claims c where c.account_id = m.account_id and c.contact = m.contact)
    order by m.meeting_on, m.account_id limit ${rowsPerPage}`,
};

const withReminders = {
  name: 'accounts-with-reminders',
  text: `
    select first.day, ${account}
    from projected_accounts a cross join lateral (
      select c.stay_in_touch_on as day from projected_contacts c
      where c.account_id = a.account_id and ${toRemind} order by c.stay_in_touch_on limit 1
    ) first
    where a.account_id > $1 and a.stay_in_touch_email order by a.account_id limit ${rowsPerPage}`,
};
