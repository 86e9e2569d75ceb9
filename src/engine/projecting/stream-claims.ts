import type { Pool } from 'pg';
import { inTransaction } from '../../database/transaction';

/** Class of the advisory locks by which processes share out the streams. */
const streamClaim = 4_871_003;

/** How many may wait for their turn: jobs that wait keep others from running. */
const mostWaiting = 8;

/** How many streams a process claims at once: each needs connections and, where it is long, memory. */
const mostClaims = 2;

/** Milliseconds between two signs of life. */
const beat = 2_000;

const claimsOf = new WeakMap<Pool, { held: number; waiting: (() => void)[] }>();

/**
 * Does the work, unless this stream is claimed already: then null. A claim lasts as long as its transaction. If the
 * process freezes, the signs of life stop, and the server ends the idle transaction.
 */
export async function claimed<T>(pool: Pool, accountId: number, work: () => Promise<T>): Promise<T | null> {
  const claims = claimsOf.get(pool) ?? { held: 0, waiting: [] };
  claimsOf.set(pool, claims);
  if (claims.waiting.length === mostWaiting) return null;
  if (claims.held === mostClaims) await new Promise<void>((resolve) => claims.waiting.push(resolve));
  else claims.held += 1;
  try {
    return await withClaim(pool, accountId, work);
  } finally {
    const next = claims.waiting.shift();
    if (next) next();
    else claims.held -= 1;
  }
}

function withClaim<T>(pool: Pool, accountId: number, work: () => Promise<T>): Promise<T | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_xact_lock($1, hashint8($2)) as mine',
      [streamClaim, accountId],
    );
    if (!rows[0]!.mine) return null;
    const beating = setInterval(() => void client.query('select').catch(() => undefined), beat);
    try {
      return await work();
    } finally {
      clearInterval(beating);
    }
  });
}
