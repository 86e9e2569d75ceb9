import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

export const appendedChannel = 'kith_appended';

/** Pause after a notification, in milliseconds: appends during the pause share the next one. */
const pauseAfter = 5;

/**
 * Creates the function that notifies workers of an append, outside of it, because NOTIFY serializes commits. Many
 * appends share one notification. A lost one only costs the time until the next poll, so its commit does not wait for
 * the disk.
 */
export function createAnnouncer(pool: Pool): () => void {
  let running = false;
  let again = false;
  const notify = async () => {
    running = true;
    do {
      again = false;
      await pool.query(notification).catch(() => undefined);
      await pause(pauseAfter, undefined, { ref: false });
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
