import { inTransaction } from '../../../src/database/transaction';
import { replay } from '../../../src/engine/replaying/replay';
import type { Kith } from '../../../src/kith';
import { catchUp } from '../backlog';
import type { BedDatabase } from '../bed';
import type { Conditions, Figure, Row } from '../define-row';
import { duration, interleaved, median, throughput } from '../measure';
import { evenly } from '../numbers';
import { createWriters, type Writer } from '../writers';

const lanes = 4;
/** In each database, the same few people write, and their streams are projected and replayed. */
const people = 10;

/** Measures the time to append, to project live, and to replay one event in databases of growing size. */
export const growth: Row = {
  name: 'growth',
  title: 'append, live projection, and replay per event at 10,000, 100,000, and 1,000,000 events',
  measure: (conditions) =>
    measureGrowth(conditions, conditions.quick ? [600, 960] : [10_000, 100_000, 1_000_000]),
};

/** The same with up to ten million events. Filling takes about half an hour and 25 GB of disk. */
export const growth10: Row = {
  name: 'growth10',
  title: 'the same at 1,000,000 and 10,000,000 events',
  onlyByName: true,
  measure: (conditions) =>
    measureGrowth(conditions, conditions.quick ? [600, 1_200] : [1_000_000, 10_000_000]),
};

async function measureGrowth({ bed, seed, rounds, quick }: Conditions, sizes: number[]): Promise<Figure[]> {
  const eventsEach = quick ? 30 : 1_000;
  const databases: BedDatabase[] = [];
  const writers: Writer[][] = [];
  for (const size of sizes) {
    const database = await bed.filled(evenly(size / eventsEach, size), { once: size > 1_000_000 });
    databases.push(database);
    const ours = { ...database, accounts: database.accounts.slice(0, people) };
    writers.push(await createWriters(ours, lanes, seed));
  }
  const seconds = quick ? 0.3 : 2;
  const candidates = (measure: (index: number) => Promise<number>) =>
    Object.fromEntries(sizes.map((size, index) => [String(size), () => measure(index)]));

  const replayed = await interleaved(
    rounds,
    candidates(async (index) => {
      const { kith, accounts } = databases[index]!;
      await resetRows(kith, accounts.slice(0, people));
      let events = 0;
      const took = await duration(async () => {
        ({ events } = await replay(kith, kith.projections));
      });
      return took / events;
    }),
  );
  const appended = await interleaved(
    rounds,
    candidates(async (index) => {
      await catchUp(databases[index]!.kith);
      return 1_000 / (await throughput(lanes, seconds, (lane) => writers[index]![lane]!.write()));
    }),
  );
  const projected = await interleaved(
    rounds,
    candidates(async (index) => {
      const { kith } = databases[index]!;
      await catchUp(kith);
      const events = quick ? 40 : 400;
      for (let nth = 0; nth < events; nth++) await writers[index]![nth % lanes]!.write();
      return (await duration(() => catchUp(kith))) / events;
    }),
  );
  for (const database of databases) await bed.drop(database);
  return [figure('append', appended), figure('live projection', projected), figure('replay', replayed)];
}

function figure(name: string, figures: Record<string, number[]>): Figure {
  const each = Object.entries(figures).map(([size, values]) => ({
    size: Number(size),
    value: median(values),
  }));
  const values = each.map(({ value }) => value);
  return {
    measure: `${name} per event, ${each.map(({ size }) => size.toLocaleString('en')).join(', ')} events: slowest against fastest`,
    value: Math.max(...values) / Math.min(...values),
    unit: '×',
    atMost: 1.5,
    detail: each.map(({ value }) => `${value.toFixed(2)} ms`).join(', '),
  };
}

/** Resets these accounts as if they had never been projected. */
function resetRows({ pool, projections }: Kith, accounts: readonly number[]): Promise<void> {
  return inTransaction(pool, async (client) => {
    for (const projection of projections) {
      for (const { name } of Object.values<{ name: string }>(projection.tables))
        await client.query(`delete from ${name} where account_id = any($1)`, [accounts]);
    }
    await client.query(
      'update projection_cursors set position = 0, replays = -1 where account_id = any($1)',
      [accounts],
    );
  });
}
