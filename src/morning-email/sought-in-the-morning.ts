import type { Pool } from 'pg';
import type { AccountRow } from '../projections/accounts';
import { localDate } from '../time';
import { hasMorningCome, morningOf } from './verdict';

/** One mail mentions at most so many people; the others are mentioned in the next. */
const mostDue = 200;

/**
 * The contacts of whom an account's morning mail may have to tell, as the projections have it: more than it will,
 * since the account's day is known at the stream's head alone. Who is claimed by another mail is left out.
 */
export async function sought(pool: Pool, accountId: number, now: Date): Promise<number[]> {
  const today = localDate(now, 'UTC');
  const { rows } = await pool.query<{ contact: number }>({
    name: 'sought-in-the-morning',
    text: `
      select contact from (
        select contact from projected_meeting_notes_emails
        where account_id = $1 and meeting_on between $2::date - 1 and $2::date + 1
        union
        (select contact from projected_contacts
          where account_id = $1 and ${toRemind} and stay_in_touch_on <= $2::date + 1
          order by stay_in_touch_on, contact limit ${mostDue})
      ) sought
      where not exists (select from mail_claims c where c.account_id = $1 and c.contact = sought.contact)
      order by contact`,
    values: [accountId, today],
  });
  return rows.map(({ contact }) => contact);
}

/** Accounts that want to be told of such people now, and seem to have some, page by page. */
export async function* accountsToRemind(pool: Pool, now: Date): AsyncGenerator<number[]> {
  for (let last = 0; ; ) {
    const { rows } = await pool.query<ToRemind>({
      name: 'accounts-to-remind',
      text: `
        select a.account_id, a.time_zone, a.morning_hour, a.last_updated_at, first.day
        from projected_accounts a cross join lateral (
          select c.stay_in_touch_on as day from projected_contacts c
          where c.account_id = a.account_id and ${toRemind} order by c.stay_in_touch_on limit 1
        ) first
        where a.account_id > $1 and a.stay_in_touch_email order by a.account_id limit ${accountsPerPage}`,
      values: [last],
    });
    yield rows.filter((row) => isTime(row, now)).map(({ account_id }) => account_id);
    if (rows.length < accountsPerPage) return;
    last = rows.at(-1)!.account_id;
  }
}

type ToRemind = Pick<AccountRow, 'time_zone' | 'morning_hour' | 'last_updated_at'> & {
  account_id: number;
  day: string;
};

/** Settings that changed after the morning began count from the next. */
function isTime(row: ToRemind, now: Date): boolean {
  const { time_zone, day, last_updated_at } = row;
  return (
    day <= localDate(now, time_zone) && hasMorningCome(row, now) && last_updated_at <= morningOf(row, now)
  );
}

const accountsPerPage = 1_000;

/** As the index has it. */
const toRemind = `stay_in_touch_on is not null
  and (stay_in_touch_reminded_for is null or stay_in_touch_reminded_for < stay_in_touch_on)`;
