import { setTimeout as pause } from 'node:timers/promises';
import { watchArrivals } from '../arrivals';
import { untilCaughtUp } from '../backlog';
import type { Conditions, Figure, Row } from '../define-row';
import { interleaved, median, medianRatio, percentile } from '../measure';
import { evenly } from '../numbers';
import { startWorkerProcess } from '../worker-process';
import { createWriters, type Writer } from '../writers';

const perSecond = 500;
const manyWriters = 100;

/** Measures the time from the end of an append until all projections have it, under load and idle. */
export const latency: Row = {
  name: 'latency',
  title: 'time until all projections have an append: 500/s for 60 s against idle, one worker',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const { kith, url } = database;
    const writers = await createWriters(database, quick ? 16 : manyWriters, seed);
    const worker = await startWorkerProcess(url);
    await spread(writers, quick ? 1 : 5, () => undefined);
    await untilCaughtUp(kith);

    const loaded: number[] = [];
    const late: number[] = [];
    const { calm, slowest } = await interleaved(rounds, {
      async calm() {
        await untilCaughtUp(kith);
        return median(await idle(kith, writers, quick ? 5 : 50));
      },
      async slowest() {
        const arrivals = watchArrivals(kith);
        late.push(...(await spread(writers, quick ? 1 : 60, arrivals.expect)));
        const took = await arrivals.end();
        say(`${[50, 90, 99, 100].map((percent) => percentile(took, percent).toFixed(1))} ms`);
        loaded.push(...took);
        return percentile(took, 99);
      },
    });
    await worker.stop();
    await bed.drop(database);
    return [
      {
        measure:
          'time until all projections have an append, 500/s for 60 s, one worker: 99th percentile against the idle median',
        value: medianRatio(slowest, calm),
        unit: '×',
        atMost: 12,
        detail:
          `${median(slowest).toFixed(1)} ms (median ${median(loaded).toFixed(1)} ms, of ${loaded.length}) against ` +
          `${median(calm).toFixed(1)} ms; appends finished ${percentile(late, 99).toFixed(0)} ms after their due time at the 99th percentile`,
      },
    ];
  },
};

/** Appends one event at a time, with pauses long enough that the previous one has been projected. */
async function idle(kith: Parameters<typeof watchArrivals>[0], writers: Writer[], count: number) {
  const arrivals = watchArrivals(kith);
  for (let nth = 0; nth < count; nth++) {
    arrivals.expect(await writers[nth % writers.length]!.write());
    await pause(80 + (nth % 7) * 10);
  }
  return arrivals.end();
}

/**
 * Starts 500 appends per second on schedule, even if earlier ones haven't finished. Returns how many milliseconds after
 * its scheduled time each one finished.
 */
async function spread(
  writers: Writer[],
  seconds: number,
  onWritten: (written: Awaited<ReturnType<Writer['write']>>) => void,
): Promise<number[]> {
  const began = performance.now();
  const late: number[] = [];
  const queues = writers.map(() => Promise.resolve());
  const count = perSecond * seconds;
  for (let nth = 0; nth < count; nth++) {
    const due = began + (nth / perSecond) * 1_000;
    const wait = due - performance.now();
    if (wait > 1) await pause(wait);
    const writer = nth % writers.length;
    queues[writer] = queues[writer]!.then(async () => {
      const written = await writers[writer]!.write();
      late.push(performance.now() - due);
      onWritten(written);
    });
  }
  await Promise.all(queues);
  return late;
}
