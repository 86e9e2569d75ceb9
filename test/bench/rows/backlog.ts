import { countPending, untilCaughtUp } from '../backlog';
import { type Conditions, type Figure, perSecond, type Row } from '../define-row';
import { duration, median, throughput } from '../measure';
import { evenly } from '../numbers';
import { startWorkerProcess } from '../worker-process';
import { createWriters } from '../writers';

const connections = 16;

/** Measures how long one worker takes to catch up after half a minute of writers at full speed. */
export const backlog: Row = {
  name: 'backlog',
  title: 'time for one worker to clear the backlog after 30 s of 16 writers at full speed',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const { kith, url } = database;
    const writers = await createWriters(database, connections, seed);
    const worker = await startWorkerProcess(url);
    const seconds: number[] = [];
    const rates: number[] = [];
    const pending: number[] = [];
    for (let round = 0; round < rounds; round++) {
      rates.push(await throughput(connections, quick ? 0.5 : 30, (lane) => writers[lane]!.write()));
      pending.push(await countPending(kith));
      seconds.push((await duration(() => untilCaughtUp(kith))) / 1_000);
      say(`${seconds.at(-1)!.toFixed(2)} s after ${rates.at(-1)!.toFixed(0)}/s`);
    }
    await worker.stop();
    await bed.drop(database);
    return [
      {
        measure: 'time for one worker to clear the backlog after 30 s of 16 writers at full speed',
        value: median(seconds),
        unit: 's',
        atMost: 3,
        detail: `${perSecond(rates)} appended; ${median(pending)} cursors pending at the end`,
      },
    ];
  },
};
