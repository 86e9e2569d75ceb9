import { contactPath } from '../../../src/domain/values/contact-path';
import { buffersOf, explain, isAboutRows } from '../../support/recorded-statements';
import { type Browser, signedIn } from '../browser';
import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { type House, houseOf, shown, visit } from '../house';
import { duration, interleaved, median, medianRatio } from '../measure';
import { evenly } from '../numbers';
import { createRandom, type Random } from '../random';
import { startRecordedWeb } from '../recorded-web';

type Asked = { name: string; path(house: House, random: Random): string };

const asked: readonly Asked[] = [
  { name: 'contacts page', path: () => '/contacts' },
  { name: 'contact page', path: ({ names }, random) => contactPath(random.pick(names)) },
];

/** The two pages that people look at most, of somebody with 10,000 contacts among a million events, and with few. */
export const pages: Row = {
  name: 'pages',
  title:
    'contacts page and contact page: 10,000 contacts and a million events against 100 and 1,000; buffers touched',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const large = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 1_000_000));
    const [largest] = await fill(large.kith, { streams: [quick ? 300 : 100_000], seed: seed + 1 });
    const small = await bed.filled([quick ? 100 : 1_000]);
    const houses = {
      large: await houseOf(large, largest!),
      small: await houseOf(small, small.accounts[0]!),
    };
    const figures: Figure[] = [];
    const [ofLarge, ofSmall] = [await visit(houses.large), await visit(houses.small)];
    for (const { name, path } of asked) {
      const look = async ({ browser }: { browser: Browser }, house: House, random: Random) => {
        const times: number[] = [];
        for (let nth = 0; nth < (quick ? 3 : 40); nth++) {
          const address = path(house, random);
          times.push(await duration(() => shown(browser, address)));
        }
        return median(times);
      };
      const random = createRandom(seed);
      await look(ofLarge, houses.large, random);
      await look(ofSmall, houses.small, random);
      const times = await interleaved(rounds, {
        large: () => look(ofLarge, houses.large, random),
        small: () => look(ofSmall, houses.small, random),
      });
      figures.push({
        measure: `${name}: ${inWords(houses.large)} against ${inWords(houses.small)}, time`,
        value: medianRatio(times.large, times.small),
        unit: '×',
        atMost: 1.5,
        detail: `${median(times.large).toFixed(1)} ms against ${median(times.small).toFixed(1)} ms`,
      });
    }
    for (const { stop } of [ofLarge, ofSmall]) await stop();
    for (const { name, path } of asked) {
      const paths = (house: House, random: Random) => Array.from({ length: 7 }, () => path(house, random));
      const many = await buffersTouched(houses.large, paths(houses.large, createRandom(seed)), say);
      const few = await buffersTouched(houses.small, paths(houses.small, createRandom(seed)), say);
      figures.push({
        measure: `${name}: buffers touched`,
        value: many / few,
        unit: '×',
        atMost: 2,
        detail: `${many} blocks of 8 kB against ${few}, by EXPLAIN of all statements of a request (median of 7)`,
      });
    }
    await bed.drop(large);
    await bed.drop(small);
    return figures;
  },
};

/** The median over the pages of the blocks that all statements of a request touch. */
async function buffersTouched(
  { database: { url, pool }, accountId }: House,
  paths: string[],
  say: (line: string) => void,
): Promise<number> {
  const web = await startRecordedWeb(url);
  const browser = await signedIn(web.address, pool, accountId);
  await shown(browser, paths[0]!);
  const touched: number[] = [];
  for (const [nth, path] of paths.entries()) {
    web.statements.length = 0;
    await shown(browser, path);
    let sum = 0;
    for (const statement of web.statements.filter(isAboutRows)) {
      const buffers = buffersOf(await explain(pool, statement));
      if (nth === 0) say(`${buffers} blocks: ${statement.text.replace(/\s+/g, ' ').slice(0, 110)}`);
      sum += buffers;
    }
    touched.push(sum);
  }
  browser.close();
  await web.stop();
  return median(touched);
}

function inWords({ names }: House): string {
  return `${names.length.toLocaleString('en')} contacts`;
}
