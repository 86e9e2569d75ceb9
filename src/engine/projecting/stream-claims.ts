import type { Pool } from 'pg';
import { inTransaction } from '../../database/transaction';

/** Class of the advisory locks that divide the streams among processes. */
const streamClaim = 4_871_003;

/** How many may wait for a claim: jobs that wait keep others from running. */
const maxWaiting = 8;

/** How many streams a process claims at once: each needs connections and, if it is long, memory. */
const maxClaims = 2;

/** Interval of the heartbeat, in milliseconds. */
const heartbeat = 2_000;

const claimsOf = new WeakMap<Pool, { held: number; waiting: (() => void)[] }>();

/**
 * Does the work with a claim on the stream. Returns null if it is claimed already, or if too many wait. A claim lasts
 * as long as its transaction: if the process freezes, the heartbeat stops, and the server ends the idle transaction.
 */
export async function claimed<T>(pool: Pool, accountId: number, work: () => Promise<T>): Promise<T | null> {
  const claims = claimsOf.get(pool) ?? { held: 0, waiting: [] };
  claimsOf.set(pool, claims);
  if (claims.waiting.length === maxWaiting) return null;
  if (claims.held === maxClaims) await new Promise<void>((resolve) => claims.waiting.push(resolve));
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
    const timer = setInterval(() => void client.query('select').catch(() => undefined), heartbeat);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  });
}
