import { browseDuring, type PageTimes } from '../browse-during';
import type { Conditions, Figure, Row } from '../define-row';
import { operationsOn } from '../large-account';
import { median } from '../measure';
import { evenly } from '../numbers';
import { peakOf } from '../peak-memory';
import { createRandom } from '../random';
import { startWebProcess, startWorkerProcess } from '../worker-process';
import { signInPerson } from '../write-and-see';

const others = 10;
const mostRounds = 3;
const undisturbed = 'is undisturbed';

/** Measures how long operations on a large account affect other people. */
export const bystanders: Row = {
  name: 'bystanders',
  title:
    'slowest page of ten other accounts while one of 100,000 events is rebuilt, has a contact forgotten, or is closed',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const events = quick ? 300 : 100_000;
    const measured = new Map<string, PageTimes[]>();
    const peaks: number[] = [];
    for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
      const database = await bed.filled([events, ...evenly(others, others * (quick ? 30 : 1_000))]);
      const [large, ...accounts] = database.accounts;
      const worker = await startWorkerProcess(database.url);
      const web = await startWebProcess(database.url);
      const people = [];
      for (const account of accounts) people.push(await signInPerson(web.address, database.pool, account));
      const { operations, close } = await operationsOn(database, large!, web.address);
      const random = createRandom(seed + round);
      for (const [name, operation] of Object.entries({ [undisturbed]: async () => {}, ...operations })) {
        const times = await browseDuring(people, random, quick ? 0.4 : 5, operation);
        say(`${name}: ${inWords(times)}`);
        measured.set(name, [...(measured.get(name) ?? []), times]);
      }
      peaks.push(peakOf(worker.pid));
      close();
      for (const { browser } of people) browser.close();
      for (const process of [web, worker]) await process.stop();
      await bed.drop(database);
    }
    const baseline = combined(measured.get(undisturbed)!);
    measured.delete(undisturbed);
    const account = `an account of ${events.toLocaleString('en')} events`;
    return [
      ...[...measured].map(
        ([name, each]): Figure => ({
          measure: `ten other people’s slowest page while ${account} ${name}`,
          value: Math.max(...combined(each).times),
          unit: 'ms',
          atMost: 1_000,
          detail: `${inWords(combined(each))}; undisturbed: ${inWords(baseline)}`,
        }),
      ),
      {
        measure: 'peak memory of the worker in that time',
        value: Math.max(...peaks),
        unit: 'MB',
        atMost: 300,
        detail: 'maximum of all rounds, from its start to its end',
      },
    ];
  },
};

function combined(measured: readonly PageTimes[]): PageTimes {
  const seconds = measured.reduce((sum, times) => sum + times.seconds, 0);
  return { times: measured.flatMap(({ times }) => times), seconds };
}

function inWords({ times, seconds }: PageTimes): string {
  const rate = (times.length / seconds).toFixed(0);
  return `${rate} pages/s for ${seconds.toFixed(1)} s, median ${median(times).toFixed(0)} ms, maximum ${Math.max(...times).toFixed(0)} ms`;
}
