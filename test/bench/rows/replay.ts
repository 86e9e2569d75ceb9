import type { Conditions, Figure, Row } from '../define-row';
import { duration, interleaved, median, medianRatio } from '../measure';
import { naiveReplay } from '../naive-replay';
import { evenly } from '../numbers';
import { prepareLimit } from '../replay-limit';
import { emptyProjections, replayIntoEmpty } from '../replay-process';

/** Measures a replay of a million events into all projections, as `npm run replay` does it. */
export const replay: Row = {
  name: 'replay',
  title:
    'replay of 1,000,000 events in 1,000 streams, against one upsert per event and against its limit; its memory',
  async measure({ bed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const [streams, events] = quick ? [32, 960] : [1_000, 1_000_000];
    const sampled = quick ? 5 : 20;
    const database = await bed.filled(evenly(streams, events));
    const limit = await prepareLimit(database);
    const peaks: number[] = [];
    const figures = await interleaved(rounds, {
      async replay() {
        const { seconds, peak } = await replayIntoEmpty(database);
        say(`replay ${seconds.toFixed(1)} s, ${peak.toFixed(0)} MB`);
        peaks.push(peak);
        return seconds;
      },
      async naive() {
        await emptyProjections(database.kith);
        let done = 0;
        const took = await duration(async () => {
          done = await naiveReplay(database.kith, database.accounts.slice(0, sampled));
        });
        say(`naive ${(took / 1_000).toFixed(1)} s for ${done}`);
        return (took / 1_000 / done) * events;
      },
      async limit() {
        const { reading, copying } = await limit.measure();
        say(`limit ${reading.toFixed(1)} s of reading, ${copying.toFixed(1)} s of copying`);
        return reading + copying;
      },
    });
    await limit.end();
    await bed.drop(database);
    const longest = await bed.filled([quick ? 100 : 100_000]);
    const long = await replayIntoEmpty(longest);
    await bed.drop(longest);
    const took = `${median(figures.replay).toFixed(1)} s`;
    return [
      {
        measure: `replay of ${inWords(events)} events in ${inWords(streams)} streams against one upsert per event`,
        value: medianRatio(figures.naive, figures.replay),
        unit: '×',
        atLeast: 12,
        detail: `${took} against ${median(figures.naive).toFixed(0)} s, scaled from ${sampled} of the streams`,
      },
      {
        measure: 'the same against its limit: reading the log, then copying the finished rows, on all cores',
        value: medianRatio(figures.replay, figures.limit),
        unit: '×',
        atMost: 2.5,
        detail: `${took} against ${median(figures.limit).toFixed(1)} s`,
      },
      {
        measure: 'peak memory of the largest process of that replay',
        value: Math.max(...peaks),
        unit: 'MB',
        atMost: 512,
        detail: 'maximum of all rounds',
      },
      {
        measure: 'peak memory of the largest process for one stream of 100,000 events',
        value: long.peak,
        unit: 'MB',
        atMost: 512,
        detail: `${long.events.toLocaleString('en')} events in ${long.seconds.toFixed(1)} s`,
      },
    ];
  },
};

function inWords(count: number): string {
  return count.toLocaleString('en');
}
