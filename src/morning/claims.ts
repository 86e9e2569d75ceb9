import type { Pool } from 'pg';
import type { MailAbout } from '../mail/message-id';

/** One thing that a claimed email is about. `cause`: the position of the event that gave the meeting its day. */
export type Claimed = MailAbout & { cause: number | null };

/** Only the holder of the claim may send an email about any of these. */
export type Claim = { id: string; accountId: number; messageId: string; about: readonly Claimed[] };

/** A claim made by an older release has no Message-ID. */
export type LeftoverClaim = Omit<Claim, 'messageId'> & { messageId: string | null };

/** `moved`: the stream is past that head. `taken`: another run holds a claim on one of the contacts. */
export type Claiming = { kind: 'claimed'; email: string } | { kind: 'moved' | 'taken' };

/** Another run deleted the claim as stale, so this run may not send the email. */
export class ClaimLost extends Error {
  override name = 'ClaimLost';
}

/**
 * Claims the email if the stream is still at `head`, where the email was found to be due. The statement locks the
 * stream's row, so an append happens either before the claim, and is seen, or after it. Returns the address to send the
 * email to; empty if the account has none.
 *
 * An existing claim on another day's email about the same contact wins, so that outcomes are recorded in day order.
 */
export async function claimMail(pool: Pool, claim: Claim, head: number): Promise<Claiming> {
  const { accountId, id, messageId, about } = claim;
  const { rows } = await pool.query<{ email: string; claimed: number }>({
    name: 'claim-mail',
    // Inserts in the order in which every statement locks claims. All claims on one email get the same timestamp.
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
 * Notes that the email's content is about to be sent, if the stream is still at `head`. `moved`: it isn't, and nothing
 * is noted. The stream's row is locked only during this statement; a later append doesn't stop the email. Throws
 * ClaimLost if the claim is gone; the content must not be sent then.
 */
export async function noteHandOver(
  pool: Pool,
  { accountId, id, about }: Claim,
  head: number,
): Promise<'noted' | 'moved'> {
  const { rows } = await pool.query<{ still: boolean; noted: number }>(
    // Every statement locks the stream before the claims, which prevents deadlocks.
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

/** Releases the claim, or the part of it on `settled`. Call it when nothing was sent, or the outcome is recorded. */
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
 * Deletes claims older than `lease` (seconds) whose email was not handed over: their run has probably died, and the
 * email can be claimed again. If that run is still alive, its hand-over throws ClaimLost, and it sends nothing.
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

/** Returns the claims whose email was handed over more than `lease` seconds ago, with an unknown outcome. */
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
