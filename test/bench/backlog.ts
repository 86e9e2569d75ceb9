import { setTimeout as pause } from 'node:timers/promises';
import { projectStream } from '../../src/engine/projecting/project-stream';
import type { Kith } from '../../src/kith';

const lanes = 32;

/** Returns the number of cursors (one per projection and stream) that are behind their stream's head. */
export async function countPending({ pool, projections }: Kith): Promise<number> {
  const { rows } = await pool.query<{ pending: number }>({
    name: 'count-pending',
    text: `select count(*)::integer as pending from streams s cross join unnest($1::text[]) p (name)
      left join projection_cursors c on c.account_id = s.account_id and c.projection = p.name
      where coalesce(c.position, 0) < s.head`,
    values: [projections.map(({ name }) => name)],
  });
  return rows[0]!.pending;
}

/** Waits until a running worker has brought all projections to their streams' heads. Throws after `atMost` seconds. */
export async function untilCaughtUp(kith: Kith, atMost = 600): Promise<void> {
  const deadline = performance.now() + atMost * 1_000;
  while ((await countPending(kith)) > 0) {
    if (performance.now() > deadline) throw new Error(`projections are still pending after ${atMost} s`);
    await pause(50);
  }
}

/** Projects all pending events in this process, for when no worker is running, and marks them as fanned out. */
export async function catchUp(kith: Kith): Promise<void> {
  const { pool } = kith;
  const { rows: waiting } = await pool.query<{ account_id: number }>(
    'select account_id from streams where head > fanned_out order by account_id',
  );
  const lane = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await projectStream(kith, next.account_id);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await pool.query('update streams set fanned_out = head where head > fanned_out');
  await pool.query(
    `update reactor_cursors c set position = s.head from streams s
      where s.account_id = c.account_id and c.position < s.head`,
  );
}
