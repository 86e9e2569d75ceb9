import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

export const appendedChannel = 'kith_appended';

/** How long one notification stands for all that is appended behind it, in milliseconds. */
const rest = 5;

/**
 * Notifies outside the append, because NOTIFY serializes commits; many appends share one notification. Getting lost
 * only costs the time until the next poll, so nobody waits for it to be on disk.
 */
export function createAnnouncer(pool: Pool): () => void {
  let running = false;
  let again = false;
  const notify = async () => {
    running = true;
    do {
      again = false;
      await pool.query(notification).catch(() => undefined);
      await pause(rest, undefined, { ref: false });
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void notify();
  };
}

const notification = {
  name: 'announce',
  text: `select set_config('synchronous_commit', 'off', true), pg_notify('${appendedChannel}', '')`,
};
