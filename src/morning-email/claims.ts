import type { Pool } from 'pg';

/** Who holds it may send the mail about this contact's meeting on that day (YYYY-MM-DD); nobody else may. */
export type Claim = {
  id: string;
  accountId: number;
  contact: number;
  meeting: number;
  meetingOn: string;
  /** The position of the event that gave the meeting its day. */
  cause: number;
};

/** `moved`: the stream is not at that head any more. `taken`: somebody else has a claim on a mail about the contact. */
export type Claimed = { kind: 'claimed'; email: string } | { kind: 'moved' | 'taken' };

/** Another run took the claim for dead: the mail is not ours to send any more. */
export class ClaimLost extends Error {
  override name = 'ClaimLost';
}

/**
 * Claims the mail, if the stream is still at the head on which it was found to be due: the stream's row is held, so
 * an append comes either before, and is seen, or after the claim. Tells the address to mail to; empty: none.
 *
 * A claim on another day's mail about the contact comes first, so that outcomes are recorded in the days' order.
 */
export async function claimMail(pool: Pool, claim: Claim, head: number): Promise<Claimed> {
  const { rows } = await pool.query<{ email: string; claimed: boolean }>({
    name: 'claim-mail',
    text: `
      with at_head as (
        select s.account_id, coalesce(c.email, '') as email
        from streams s left join credentials c on c.account_id = s.account_id
        where s.account_id = $1 and s.head = $2 for share of s
      ), claimed as (
        insert into mail_claims (account_id, contact, meeting, meeting_on, cause, claim)
        select account_id, $3, $4, $5, $6, $7 from at_head
        where not exists (select from mail_claims c where c.account_id = $1 and c.contact = $3)
        on conflict do nothing returning claim
      )
      select email, exists (select from claimed) as claimed from at_head`,
    values: [claim.accountId, head, claim.contact, claim.meeting, claim.meetingOn, claim.cause, claim.id],
  });
  if (!rows[0]) return { kind: 'moved' };
  return rows[0].claimed ? { kind: 'claimed', email: rows[0].email } : { kind: 'taken' };
}

/** Notes that the mail's content is about to leave. Throws ClaimLost, and then it must not. */
export async function noteHandOver(pool: Pool, claim: Claim): Promise<void> {
  const { rowCount } = await pool.query(
    `update mail_claims set handed_over_at = clock_timestamp() where ${isClaim} and handed_over_at is null`,
    key(claim),
  );
  if (rowCount !== 1) throw new ClaimLost();
}

/** Gives the claim back: the outcome is recorded, or nothing of the mail has left. */
export async function releaseClaim(pool: Pool, claim: Claim): Promise<void> {
  await pool.query(`delete from mail_claims where ${isClaim}`, key(claim));
}

/**
 * Deletes claims older than `lease` (seconds) whose mail was not handed over: their run has died, and the mail can
 * be claimed anew. Should that run live, it loses its claim at the hand-over at the latest, and sends nothing.
 */
export async function dropStaleClaims(pool: Pool, lease: number): Promise<void> {
  await pool.query(
    `delete from mail_claims
      where handed_over_at is null and claimed_at <= clock_timestamp() - $1 * interval '1 second'`,
    [lease],
  );
}

/** Claims whose mail was handed over more than `lease` seconds ago, and nobody knows with what outcome. */
export async function leftoverClaims(pool: Pool, lease: number): Promise<Claim[]> {
  const { rows } = await pool.query<Claim>(
    `select claim as id, account_id as "accountId", contact, meeting, meeting_on as "meetingOn", cause
      from mail_claims where handed_over_at <= clock_timestamp() - $1 * interval '1 second'
      order by account_id, meeting_on`,
    [lease],
  );
  return rows;
}

const isClaim = 'account_id = $1 and contact = $2 and meeting_on = $3 and claim = $4';

function key({ accountId, contact, meetingOn, id }: Claim) {
  return [accountId, contact, meetingOn, id];
}
