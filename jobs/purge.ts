import type { Task } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Clock } from '../src/base/clock';

/** How long to keep a form's token, in milliseconds: longer than a tab with a half-filled form stays open. */
const submissionLifetime = 30 * 24 * 60 * 60 * 1000;

/** Deletes expired sessions, one-time tokens, rate limits, and tokens of submitted forms. */
export function purge({ pool, clock }: { pool: Pool; clock: Clock }): Task {
  return async () => {
    const now = clock();
    await pool.query('delete from sessions where expire < $1', [now]);
    await pool.query('delete from one_time_tokens where expires_at < $1', [now]);
    await pool.query('delete from rate_limits where expire < $1', [now.getTime()]);
    await pool.query('delete from submissions where created_at < $1', [
      new Date(now.getTime() - submissionLifetime),
    ]);
  };
}
