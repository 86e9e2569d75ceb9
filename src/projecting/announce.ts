import type { Pool } from 'pg';

export const appendedChannel = 'kith_appended';

/**
 * Notifies outside the append, because NOTIFY serializes commits; many appends share one notification. Getting lost
 * only costs the time until the next poll.
 */
export function createAnnouncer(pool: Pool): () => void {
  let running = false;
  let again = false;
  const notify = async () => {
    running = true;
    do {
      again = false;
      await pool.query(`select pg_notify('${appendedChannel}', '')`).catch(() => undefined);
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void notify();
  };
}
