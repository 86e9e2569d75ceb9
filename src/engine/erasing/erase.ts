import type { PoolClient } from 'pg';
import { inTransaction } from '../../database/transaction';
import type { Engine } from '../projecting/engine';
import { dropRows } from './drop-rows';
import type { Erasure, OnErasure } from './erasure';
import { maskSome } from './mask-events';

/** The graphile-worker task that finishes an erasure whose process died. */
export const eraseTask = 'erase';

/** Delay of that job in seconds: until then, the process that began the erasure may finish it. */
const jobDelay = 15;

/**
 * Begins an erasure in the transaction that appends its event: writes a line to the ledger, and queues a job that
 * finishes the erasure in case this process does not. Call `finishErasure` after the commit.
 */
export async function beginErasure(
  engine: Engine & { onErasure?: OnErasure },
  client: PoolClient,
  erasure: Erasure,
): Promise<void> {
  const { accountId, subject, entityId } = erasure;
  await client.query(`select mask_events($1, $2, $3, '{}', '{}', '{}')`, [accountId, subject, entityId]);
  await engine.onErasure?.(client, erasure, []);
  await client.query(
    `select graphile_worker.add_job($1, $2::json, job_key => $3, run_at => clock_timestamp() + $4 * interval '1 second')`,
    [eraseTask, JSON.stringify(erasure), jobKey(erasure), jobDelay],
  );
}

/**
 * Masks the events through `mask_events`, in batches, so that the stream is never locked for long; then deletes the
 * rows that came from them. Idempotent, even if several processes run it at once.
 * Throws UnknownEventVersion if a newer release wrote one of the events.
 */
export async function finishErasure(
  engine: Engine & { onErasure?: OnErasure },
  erasure: Erasure,
): Promise<void> {
  for (let after = 0; ; ) {
    const last = await inTransaction(engine.pool, (client) => maskSome(engine, client, erasure, after));
    if (last === null) break;
    after = last;
  }
  await inTransaction(engine.pool, async (client) => {
    await dropRows(engine, client, erasure);
    await client.query('select graphile_worker.remove_job($1)', [jobKey(erasure)]);
  });
}

function jobKey({ accountId, subject }: Erasure): string {
  return `erase:${accountId}:${subject ?? 'account'}`;
}
