import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

export const appendedChannel = 'kith_appended';

/** For how long after a notification further appends wait to share the next one, in milliseconds. */
const rest = 5;

/**
 * Notifies outside the append, because NOTIFY serializes commits; many appends share one notification. A lost one
 * only costs the time until the next poll, so its commit does not wait for the disk.
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
