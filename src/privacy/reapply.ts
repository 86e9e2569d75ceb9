import type { PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import type { NewKithEvent } from '../domain/events';
import { systemEntityId } from '../domain/system-entities';
import type { Deciding } from '../engine/deciding/execute';
import { beginErasure, finishErasure } from '../engine/erasing/erase';
import type { Erasure } from '../engine/erasing/erasure';
import { append } from '../event-store/append';
import type { LedgerLine } from './ledger';

/**
 * `erased`: the data was back, and has been erased again. `gone`: it was already erased. `unknown`: this database has
 * no such account or subject, or a different one at its place.
 */
export type Reapplied = 'erased' | 'gone' | 'unknown';

type Standing = {
  head: number;
  /** Whether the subject is the one in the ledger. */
  known: boolean;
  /** The position of the event that records the erasure. */
  recordedAt: number | null;
  unmasked: boolean;
};

/**
 * Erases what a line of the ledger names if a restored backup has brought it back. Idempotent, and safe while the
 * account is in use. Throws UnknownEventVersion.
 */
export async function reapply(kith: Deciding, line: LedgerLine): Promise<Reapplied> {
  const begun = await inTransaction(kith.pool, (client) => begin(kith, client, line));
  if (typeof begun === 'string') return begun;
  await finishErasure(kith, begun);
  kith.announce();
  return 'erased';
}

async function begin(
  kith: Deciding,
  client: PoolClient,
  line: LedgerLine,
): Promise<Erasure | Exclude<Reapplied, 'erased'>> {
  const standing = await standingOf(client, line);
  if (!standing?.known) return 'unknown';
  const { head, recordedAt, unmasked } = standing;
  if (recordedAt !== null && !unmasked) return 'gone';
  const about = { accountId: line.account, entityId: await systemEntityId(client, 'erasure') };
  const metadata = { reason: 'A restored backup had brought back erased data.' };
  if (recordedAt === null) await append(kith, { ...about, head, events: [eventOf(line)], metadata }, client);
  const erasure = { ...about, subject: line.subject, upTo: recordedAt === null ? head : recordedAt - 1 };
  await beginErasure(kith, client, erasure);
  return erasure;
}

function eventOf({ subject }: LedgerLine): NewKithEvent {
  return subject === null
    ? { type: 'account-closed', subject, payload: {} }
    : { type: 'contact-forgotten', subject, payload: {} };
}

/** Locks the stream's row, so that nothing is appended in the meantime. Undefined if there is no such stream. */
async function standingOf(
  client: PoolClient,
  { account, subject, began_at }: LedgerLine,
): Promise<Standing | undefined> {
  await client.query('select from streams where account_id = $1 for update', [account]);
  const { rows } = await client.query<Standing>(
    `with about as (
      select e.position, e.masked, e.created_at, t.name from events e join event_types t on t.id = e.event_type_id
      where e.account_id = $1 and ($2::bigint is null or e.subject = $2)
    ), recorded as (
      select max(position) as position from about where name = $4
    )
    select s.head, recorded.position as "recordedAt",
      exists (select from about where position = coalesce($2, 1) and created_at = $3) as known,
      exists (select from about where not masked and name <> $4) as unmasked
    from streams s, recorded where s.account_id = $1`,
    [account, subject, began_at, subject === null ? 'account-closed' : 'contact-forgotten'],
  );
  return rows[0];
}
