import { countBehind, untilNothingBehind } from '../backlog';
import { type Conditions, type Figure, perSecond, type Row } from '../define-row';
import { duration, median, throughput } from '../measure';
import { evenly } from '../numbers';
import { startWorkerProcess } from '../worker-process';
import { createWriters } from '../writers';

const connections = 16;

/** After half a minute of writers at full speed: how long one worker takes to have it all. */
export const backlog: Row = {
  name: 'backlog',
  title: 'seconds until the backlog is gone after 30 s of 16 writers at full speed, one worker',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const { kith, url } = database;
    const writers = await createWriters(database, connections, seed);
    const worker = await startWorkerProcess(url);
    const seconds: number[] = [];
    const rates: number[] = [];
    const behind: number[] = [];
    for (let round = 0; round < rounds; round++) {
      rates.push(await throughput(connections, quick ? 0.5 : 30, (lane) => writers[lane]!.write()));
      behind.push(await countBehind(kith));
      seconds.push((await duration(() => untilNothingBehind(kith))) / 1_000);
      say(`${seconds.at(-1)!.toFixed(2)} s after ${rates.at(-1)!.toFixed(0)}/s`);
    }
    await worker.stop();
    await bed.drop(database);
    return [
      {
        measure: 'after 30 s of 16 writers at full speed, one worker: the backlog is gone within',
        value: median(seconds),
        unit: 's',
        atMost: 3,
        detail: `${perSecond(rates)} were appended; ${median(behind)} projections of streams were behind at the end`,
      },
    ];
  },
};
