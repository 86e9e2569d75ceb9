import type { Pool } from 'pg';
import type { MailAbout } from '../mail/message-id';

/** One thing that an email is about. `cause`: the position of the event that gave a meeting its day. */
export type Claimed = MailAbout & { cause: number | null };

/** Its holder may send the email about all of these; nobody else may send one about any of them. */
export type Claim = { id: string; accountId: number; messageId: string; about: readonly Claimed[] };

/** One of an older release has no Message-ID. */
export type LeftoverClaim = Omit<Claim, 'messageId'> & { messageId: string | null };

/** `moved`: the stream is not at that head any more. `taken`: somebody else claims an email about one of them. */
export type Claiming = { kind: 'claimed'; email: string } | { kind: 'moved' | 'taken' };

/** Another run took the claim for dead: the email is not ours to send any more. */
export class ClaimLost extends Error {
  override name = 'ClaimLost';
}

/**
 * Claims the email, if the stream is still at the head on which it was found to be due: the stream's row is held, so
 * an append comes either before, and is seen, or after the claim. Tells the address to send it to; empty: none.
 *
 * A claim on another day's email about the contact comes first, so that outcomes are recorded in the days' order.
 */
export async function claimMail(pool: Pool, claim: Claim, head: number): Promise<Claiming> {
  const { accountId, id, messageId, about } = claim;
  const { rows } = await pool.query<{ email: string; claimed: number }>({
    name: 'claim-mail',
    // All claims of an email have the same age, in the order in which every statement locks them.
    text: `
      with at_head as (
        select s.account_id, coalesce(c.email, '') as email
        from streams s left join credentials c on c.account_id = s.account_id
        where s.account_id = $1 and s.head = $2 for share of s
      ), claimed as (
        insert into mail_claims
          (account_id, contact, meeting, meeting_on, cause, claim, message_id, claimed_at)
        select account_id, a.contact, a.meeting, a.day, a.cause, $3, $4, now()
        from at_head, unnest($5::bigint[], $6::bigint[], $7::date[], $8::bigint[]) a (contact, meeting, day, cause)
        where not exists (select from mail_claims c where c.account_id = $1 and c.contact = a.contact)
        order by a.contact, a.day
        on conflict do nothing returning claim
      )
      select email, (select count(*) from claimed)::integer as claimed from at_head`,
    values: [
      accountId,
      head,
      id,
      messageId,
      about.map(({ contact }) => contact),
      about.map(({ meeting }) => meeting),
      about.map(({ day }) => day),
      about.map(({ cause }) => cause),
    ],
  });
  if (!rows[0]) return { kind: 'moved' };
  const { claimed, email } = rows[0];
  if (claimed === about.length) return { kind: 'claimed', email };
  if (claimed > 0) await releaseClaim(pool, claim);
  return { kind: 'taken' };
}

/**
 * Notes that the email's content is about to leave, if the stream is still at `head`; `moved`: it is not, and nothing is
 * noted. The stream's row is held for this statement alone, so an append after it comes too late. Throws ClaimLost, and
 * then the content must not leave.
 */
export async function noteHandOver(
  pool: Pool,
  { accountId, id, about }: Claim,
  head: number,
): Promise<'noted' | 'moved'> {
  const { rows } = await pool.query<{ still: boolean; noted: number }>(
    // Every statement locks the stream before the claims.
    `with at_head as (
        select from streams where account_id = $1 and head = $4 for share
      ), whole as (
        select contact, meeting_on from mail_claims
        where account_id = $1 and claim = $2 and handed_over_at is null and (select count(*) from at_head) = 1
        order by contact, meeting_on for update
      ), noted as (
        update mail_claims set handed_over_at = clock_timestamp()
        where account_id = $1 and claim = $2 and (select count(*) from whole) = $3 returning claim
      )
      select (select count(*) from at_head) = 1 as still, (select count(*) from noted)::integer as noted`,
    [accountId, id, about.length, head],
  );
  const { still, noted } = rows[0]!;
  if (!still) return 'moved';
  if (noted !== about.length) throw new ClaimLost();
  return 'noted';
}

/** Gives the claim back, or what it has on some: nothing about them has left, or what became of it is recorded. */
export async function releaseClaim(
  pool: Pool,
  { accountId, id, about }: LeftoverClaim,
  settled: readonly Claimed[] = about,
): Promise<void> {
  await pool.query(
    'delete from mail_claims where account_id = $1 and claim = $2 and contact = any($3::bigint[])',
    [accountId, id, settled.map(({ contact }) => contact)],
  );
}

/**
 * Deletes claims older than `lease` (seconds) whose email was not handed over: their run has died, and the email can
 * be claimed anew. Should that run live, it loses its claim at the hand-over at the latest, and sends nothing.
 */
export async function dropStaleClaims(pool: Pool, lease: number): Promise<void> {
  await pool.query(
    `with stale as (
        select account_id, contact, meeting_on, claim from mail_claims
        where handed_over_at is null and claimed_at <= now() - $1 * interval '1 second'
        order by account_id, contact, meeting_on for update
      )
      delete from mail_claims c using stale s
      where c.account_id = s.account_id and c.contact = s.contact and c.meeting_on = s.meeting_on
        and c.claim = s.claim and c.handed_over_at is null`,
    [lease],
  );
}

/** Claims whose email was handed over more than `lease` seconds ago, and nobody knows with what outcome. */
export async function leftoverClaims(pool: Pool, lease: number): Promise<LeftoverClaim[]> {
  const { rows } = await pool.query<LeftoverClaim>(
    `select claim as id, account_id as "accountId", max(message_id) as "messageId",
        json_agg(json_build_object('contact', contact, 'meeting', meeting, 'day', meeting_on, 'cause', cause)
          order by contact, meeting_on) as about
      from mail_claims where handed_over_at <= clock_timestamp() - $1 * interval '1 second'
      group by claim, account_id order by account_id, min(meeting_on)`,
    [lease],
  );
  return rows;
}
