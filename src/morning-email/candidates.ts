import type { Pool } from 'pg';
import { addDays, localDate } from '../time';
import { type Verdict, verdictOn } from './verdict';

/** A mail that seems to be due, as the projections have it. Whether it is, the stream's head tells. */
export type Candidate = {
  accountId: number;
  contact: number;
  meetingOn: string;
  verdict: Exclude<Verdict, 'not-yet'>;
  /** Whether the account has one mail for its whole morning. */
  together: boolean;
};

const rowsPerPage = 1_000;

type Row = {
  account_id: number;
  contact: number;
  meeting_on: string;
  time_zone: string;
  morning_hour: number;
  morning_email: boolean;
  together: boolean;
};

/**
 * Mails that seem to be due at `now`, or too late by then, page by page, those of an account one behind the other.
 * `everything` looks at all days that are over; otherwise only at those that have just ended. The rows of accounts
 * without a mail in the morning stay (no event says that a mail was missed which nobody wanted), and so it is not
 * for every minute to read them.
 */
export async function* candidates(pool: Pool, now: Date, everything: boolean): AsyncGenerator<Candidate[]> {
  const today = localDate(now, 'UTC');
  const since = everything ? '1900-01-01' : addDays(today, -2);
  let last: Pick<Row, 'meeting_on' | 'account_id' | 'contact'> = {
    meeting_on: since,
    account_id: 0,
    contact: 0,
  };
  for (;;) {
    const { rows } = await pool.query<Row>({
      name: 'morning-email-candidates',
      text: `
        select m.account_id, m.contact, m.meeting_on, a.time_zone, a.morning_hour, a.morning_email,
          a.stay_in_touch_email as together
        from projected_meeting_notes_emails m
        join projected_accounts a on a.account_id = m.account_id and a.morning_email
        where (m.meeting_on, m.account_id, m.contact) > ($1, $2, $3) and m.meeting_on >= $1 and m.meeting_on <= $4
          and not exists (select from mail_claims c where c.account_id = m.account_id and c.contact = m.contact)
        order by m.meeting_on, m.account_id, m.contact limit $5`,
      // East of Greenwich it may be tomorrow already.
      values: [last.meeting_on, last.account_id, last.contact, addDays(today, 1), rowsPerPage],
    });
    yield rows.flatMap((row) => {
      const { account_id: accountId, contact, meeting_on: meetingOn, together } = row;
      const verdict = verdictOn(row, meetingOn, now);
      return verdict === 'not-yet' ? [] : [{ accountId, contact, meetingOn, verdict, together }];
    });
    if (rows.length < rowsPerPage) return;
    last = rows.at(-1)!;
  }
}
