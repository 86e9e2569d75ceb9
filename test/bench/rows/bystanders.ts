import type { Conditions, Figure, Row } from '../define-row';
import { operationsOn } from '../large-account';
import { median } from '../measure';
import { evenly } from '../numbers';
import { lookOn, type Sight } from '../onlookers';
import { peakOf } from '../peak-memory';
import { createRandom } from '../random';
import { startWebProcess, startWorkerProcess } from '../worker-process';
import { somebody } from '../write-and-see';

const others = 10;
const mostRounds = 3;
const inPeace = 'is left in peace';

/** What other people notice of long operations on a large account. */
export const bystanders: Row = {
  name: 'bystanders',
  title:
    'pages of ten other accounts, and their slowest, while one of 100,000 events is rebuilt, forgotten in, closed',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const events = quick ? 300 : 100_000;
    const sights = new Map<string, Sight[]>();
    const peaks: number[] = [];
    for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
      const database = await bed.filled([events, ...evenly(others, others * (quick ? 30 : 1_000))]);
      const [large, ...accounts] = database.accounts;
      const worker = await startWorkerProcess(database.url);
      const web = await startWebProcess(database.url);
      const people = [];
      for (const account of accounts) people.push(await somebody(web.address, database.pool, account));
      const { operations, close } = await operationsOn(database, large!, web.address);
      const random = createRandom(seed + round);
      for (const [name, operation] of Object.entries({ [inPeace]: async () => {}, ...operations })) {
        const sight = await lookOn(people, random, quick ? 0.4 : 5, operation);
        say(`${name}: ${inWords(sight)}`);
        sights.set(name, [...(sights.get(name) ?? []), sight]);
      }
      peaks.push(peakOf(worker.pid));
      close();
      for (const { browser } of people) browser.close();
      for (const process of [web, worker]) await process.stop();
      await bed.drop(database);
    }
    const peace = together(sights.get(inPeace)!);
    sights.delete(inPeace);
    const account = `an account of ${events.toLocaleString('en')} events`;
    return [
      ...[...sights].map(
        ([name, each]): Figure => ({
          measure: `ten other people’s slowest page while ${account} ${name}`,
          value: Math.max(...together(each).times),
          unit: 'ms',
          atMost: 1_000,
          detail: `${inWords(together(each))}; in peace ${inWords(peace)}`,
        }),
      ),
      {
        measure: 'peak memory of the worker there',
        value: Math.max(...peaks),
        unit: 'MB',
        atMost: 300,
        detail: 'the most of all rounds, from its start to the end',
      },
    ];
  },
};

function together(sights: readonly Sight[]): Sight {
  const seconds = sights.reduce((sum, sight) => sum + sight.seconds, 0);
  return { times: sights.flatMap(({ times }) => times), seconds };
}

function inWords({ times, seconds }: Sight): string {
  const rate = (times.length / seconds).toFixed(0);
  return `${rate} pages a second in ${seconds.toFixed(1)} s, ${median(times).toFixed(0)} ms in the median, ${Math.max(...times).toFixed(0)} ms at most`;
}
