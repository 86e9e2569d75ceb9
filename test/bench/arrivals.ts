import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../src/database/pool';
import type { Kith } from '../../src/kith';

export type Arrivals = {
  /** Call this as soon as the append returns. */
  expect(written: { accountId: number; position: number }): void;
  /** Waits for all expected appends. Returns the time in milliseconds until every projection had each of them. */
  end(): Promise<number[]>;
};

const few = 10;

/** Polls the cursors on a separate connection, and records when the earliest cursor reaches each expected position. */
export function watchArrivals({ pool, projections }: Kith): Arrivals {
  const own = createPool(pool.options.connectionString!, { max: 1 });
  const names = projections.map(({ name }) => name);
  const expected = new Map<number, { position: number; at: number }[]>();
  const took: number[] = [];
  let ending = false;

  async function look() {
    const { rows } = await own.query<{ account_id: number; position: number }>({
      name: 'earliest-cursors',
      text: `select account_id, min(position) as position from projection_cursors
        where account_id = any($1) and projection = any($2) group by account_id having count(*) = $3`,
      values: [[...expected.keys()], names, names.length],
    });
    const now = performance.now();
    for (const { account_id, position } of rows) {
      const waiting = expected.get(account_id)!;
      const left = waiting.filter((one) => one.position > position);
      for (const one of waiting) if (one.position <= position) took.push(now - one.at);
      if (left.length === 0) expected.delete(account_id);
      else expected.set(account_id, left);
    }
  }

  const watching = (async () => {
    while (!ending || expected.size > 0) {
      if (expected.size > 0) await look();
      // Polling for many streams slows the database down. Polling less often can only make the figures larger.
      await pause(expected.size > few ? 5 : 1);
    }
    await own.end();
  })();

  return {
    expect({ accountId, position }) {
      const waiting = expected.get(accountId) ?? [];
      expected.set(accountId, [...waiting, { position, at: performance.now() }]);
    },
    async end() {
      ending = true;
      await watching;
      return took;
    },
  };
}
