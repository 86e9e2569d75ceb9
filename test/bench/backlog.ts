import { setTimeout as pause } from 'node:timers/promises';
import { projectStream } from '../../src/engine/projecting/project-stream';
import type { Kith } from '../../src/kith';

const lanes = 32;

/** How many projections of streams are behind their head. */
export async function countBehind({ pool, projections }: Kith): Promise<number> {
  const { rows } = await pool.query<{ behind: number }>({
    name: 'count-behind',
    text: `select count(*)::integer as behind from streams s cross join unnest($1::text[]) p (name)
      left join projection_cursors c on c.account_id = s.account_id and c.projection = p.name
      where coalesce(c.position, 0) < s.head`,
    values: [projections.map(({ name }) => name)],
  });
  return rows[0]!.behind;
}

/** Waits until a worker that runs has brought all projections to the head. Throws after so many seconds. */
export async function untilNothingBehind(kith: Kith, atMost = 600): Promise<void> {
  const deadline = performance.now() + atMost * 1_000;
  while ((await countBehind(kith)) > 0) {
    if (performance.now() > deadline) throw new Error(`after ${atMost} s projections are still behind`);
    await pause(50);
  }
}

/** Does the worker's part here, where none runs, and leaves nothing for one to be woken by. */
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
