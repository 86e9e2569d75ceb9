import type { Pool } from 'pg';
import { addDays, localDate } from '../base/time';
import type { AccountRow } from '../domain/projections/accounts';
import { hasMorningCome, morningOf } from './morning-hour';

/** `everything`: includes all past days; otherwise only days that have just ended. */
export type Span = { now: Date; everything: boolean };

/**
 * Yields, page by page, the accounts that seem to have something to settle at `now`: meetings on days whose morning has
 * begun, and contacts that are due for getting in touch. It reads projections, so callers must check the stream's head.
 * An account can occur more than once.
 *
 * If an account has turned its morning email off, its rows stay, because an unwanted email isn't recorded as missed.
 * That makes reading all past days too slow to do every minute.
 */
export async function* findDueAccounts(pool: Pool, span: Span): AsyncGenerator<number[]> {
  const { now } = span;
  const [since, until] = daysOf(span);
  yield* inPages(pool, withMeetings, (last) => [last?.day ?? since, last?.account_id ?? 0, until], isTime);
  yield* inPages(pool, withReminders, (last) => [last?.account_id ?? 0], isTimeToRemind);

  function isTime(row: Row): boolean {
    const today = localDate(now, row.time_zone);
    return row.day < today || (row.day === today && hasMorningCome(row, now));
  }

  /** Settings that changed after the morning began take effect the next morning. */
  function isTimeToRemind(row: Row): boolean {
    const today = localDate(now, row.time_zone);
    const morning = morningOf(row, today);
    return row.day <= today && morning <= now && row.last_updated_at <= morning;
  }
}

/**
 * Returns the contacts that an account's morning email may concern, according to the projections. It returns too many
 * rather than too few, because only the stream's head knows the account's time zone. Skips contacts with a claim.
 */
export async function findDueContacts(pool: Pool, accountId: number, span: Span): Promise<number[]> {
  const { rows } = await pool.query<{ contact: number }>({
    name: 'find-due-contacts',
    text: `
      select contact from (
        select contact from projected_meeting_notes_emails
        where account_id = $1 and meeting_on between $2 and $3
        union
        (select contact from projected_contacts
          where account_id = $1 and ${toRemind} and stay_in_touch_on <= $3
            and exists (select from projected_accounts where account_id = $1 and stay_in_touch_email)
          order by stay_in_touch_on, contact limit ${mostDue})
      ) candidates
      where not exists (select from mail_claims c where c.account_id = $1 and c.contact = candidates.contact)
      order by contact`,
    values: [accountId, ...daysOf(span)],
  });
  return rows.map(({ contact }) => contact);
}

/** The maximum number of reminders in one email. The rest go in the next one. */
const mostDue = 200;
const rowsPerPage = 1_000;

type Row = Pick<AccountRow, 'time_zone' | 'morning_hour' | 'last_updated_at'> & {
  account_id: number;
  day: string;
};

/** Covers every time zone, where the local day may be the day before or after the UTC day. */
function daysOf({ now, everything }: Span): [since: string, until: string] {
  const today = localDate(now, 'UTC');
  return [everything ? '1900-01-01' : addDays(today, -2), addDays(today, 1)];
}

async function* inPages(
  pool: Pool,
  query: { name: string; text: string },
  valuesAfter: (last: Row | undefined) => unknown[],
  isDue: (row: Row) => boolean,
): AsyncGenerator<number[]> {
  for (let last: Row | undefined; ; ) {
    const { rows } = await pool.query<Row>({ ...query, values: valuesAfter(last) });
    yield rows.filter(isDue).map(({ account_id }) => account_id);
    if (rows.length < rowsPerPage) return;
    last = rows.at(-1);
  }
}

/** Matches the index's condition. */
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
