import { setTimeout as pause } from 'node:timers/promises';
import type { BedDatabase } from '../bed';
import type { Conditions, Figure, Row } from '../define-row';
import { median, percentile } from '../measure';
import { evenly } from '../numbers';
import { createRandom } from '../random';
import { type OwnProcess, startProcess, startWorkerProcess } from '../worker-process';
import { type Person, signInPerson, writeAndSee } from '../write-and-see';

type Side = { process: OwnProcess; person: Person; took: number[]; processing: number };

/** Measures the time from sending a form to the last byte of the page that shows the change, in Kith and its CRUD twin. */
export const freshPage: Row = {
  name: 'fresh-page',
  title:
    'time from POST to the complete updated page, idle, against a CRUD twin; “Processing…” pages in 1,000 writes',
  async measure({ bed, seed, quick, say }: Conditions): Promise<Figure[]> {
    const kind = evenly(quick ? 32 : 100, quick ? 960 : 100_000);
    const random = createRandom(seed);
    const [ours, theirs] = [await bed.filled(kind), await bed.filled(kind)];
    const worker = await startWorkerProcess(ours.url);
    const kith = await side(ours, 'src/web.ts');
    const twin = await side(theirs, 'test/bench/crud-twin/web.ts');
    const writes = quick ? 5 : 1_000;
    const warmUp = quick ? 2 : 50;
    for (let nth = 0; nth < warmUp + writes; nth++) {
      const sides = nth % 2 === 0 ? [kith, twin] : [twin, kith];
      for (const one of sides) {
        const written = await writeAndSee(one.person, random);
        if (nth >= warmUp) {
          one.took.push(written.milliseconds);
          one.processing += written.processing;
        }
        await pause(15 + random.below(20));
      }
    }
    for (const { person, process } of [kith, twin]) {
      person.browser.close();
      await process.stop();
    }
    await worker.stop();
    await bed.drop(ours);
    await bed.drop(theirs);
    const words = (one: Side, percent: number) => `${percentile(one.took, percent).toFixed(1)} ms`;
    say([50, 90, 99, 100].map((p) => `p${p} ${words(kith, p)} against ${words(twin, p)}`).join('; '));
    return [
      {
        measure: 'time from POST to the complete updated page, idle, against a CRUD twin: median',
        value: median(kith.took) / median(twin.took),
        unit: '×',
        atMost: 3,
        detail: `${words(kith, 50)} against ${words(twin, 50)}, ${kith.took.length} writes each`,
      },
      {
        measure: 'the same, 99th percentile',
        value: percentile(kith.took, 99) / percentile(twin.took, 99),
        unit: '×',
        atMost: 5,
        detail: `${words(kith, 99)} against ${words(twin, 99)}`,
      },
      {
        measure: `“Processing…” pages seen in ${writes.toLocaleString('en')} idle writes`,
        value: kith.processing,
        unit: '',
        atMost: 0,
        detail: 'in the same writes',
      },
    ];
  },
};

async function side(database: BedDatabase, script: string): Promise<Side> {
  const process = await startProcess(script, /is ready: (\S+)/, { DATABASE_URL: database.url, PORT: '0' });
  const person = await signInPerson(process.ready[1]!, database.pool, database.accounts[0]!);
  return { process, person, took: [], processing: 0 };
}
