import { contactPath } from '../../../src/domain/values/contact-path';
import { buffersOf, explain, isAboutRows } from '../../support/recorded-statements';
import { type Browser, signedIn } from '../browser';
import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { duration, interleaved, median, medianRatio } from '../measure';
import { evenly } from '../numbers';
import { createRandom, type Random } from '../random';
import { startRecordedWeb } from '../recorded-web';
import { load, type ViewedAccount, viewedAccount, visit } from '../viewed-account';

type PageKind = { name: string; path(account: ViewedAccount, random: Random): string };

const kinds: readonly PageKind[] = [
  { name: 'contacts page', path: () => '/contacts' },
  { name: 'contact page', path: ({ names }, random) => contactPath(random.pick(names)) },
];

/** Measures the two most used pages, of an account with 10,000 contacts in a large database and of a small account. */
export const pages: Row = {
  name: 'pages',
  title:
    'contacts page and contact page: 10,000 contacts and 1,000,000 events against 100 and 1,000; buffers touched',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const large = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 1_000_000));
    const [largest] = await fill(large.kith, { streams: [quick ? 300 : 100_000], seed: seed + 1 });
    const small = await bed.filled([quick ? 100 : 1_000]);
    const viewed = {
      large: await viewedAccount(large, largest!),
      small: await viewedAccount(small, small.accounts[0]!),
    };
    const figures: Figure[] = [];
    const [ofLarge, ofSmall] = [await visit(viewed.large), await visit(viewed.small)];
    for (const { name, path } of kinds) {
      const look = async ({ browser }: { browser: Browser }, account: ViewedAccount, random: Random) => {
        const times: number[] = [];
        for (let nth = 0; nth < (quick ? 3 : 40); nth++) {
          const address = path(account, random);
          times.push(await duration(() => load(browser, address)));
        }
        return median(times);
      };
      const random = createRandom(seed);
      await look(ofLarge, viewed.large, random);
      await look(ofSmall, viewed.small, random);
      const times = await interleaved(rounds, {
        large: () => look(ofLarge, viewed.large, random),
        small: () => look(ofSmall, viewed.small, random),
      });
      figures.push({
        measure: `${name}: ${inWords(viewed.large)} against ${inWords(viewed.small)}, time`,
        value: medianRatio(times.large, times.small),
        unit: '×',
        atMost: 1.5,
        detail: `${median(times.large).toFixed(1)} ms against ${median(times.small).toFixed(1)} ms`,
      });
    }
    for (const { stop } of [ofLarge, ofSmall]) await stop();
    for (const { name, path } of kinds) {
      const paths = (account: ViewedAccount, random: Random) =>
        Array.from({ length: 7 }, () => path(account, random));
      const many = await buffersTouched(viewed.large, paths(viewed.large, createRandom(seed)), say);
      const few = await buffersTouched(viewed.small, paths(viewed.small, createRandom(seed)), say);
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

/** Returns the number of blocks that all statements of a request touch: the median of these pages. */
async function buffersTouched(
  { database: { url, pool }, accountId }: ViewedAccount,
  paths: string[],
  say: (line: string) => void,
): Promise<number> {
  const web = await startRecordedWeb(url);
  const browser = await signedIn(web.address, pool, accountId);
  await load(browser, paths[0]!);
  const touched: number[] = [];
  for (const [nth, path] of paths.entries()) {
    web.statements.length = 0;
    await load(browser, path);
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

function inWords({ names }: ViewedAccount): string {
  return `${names.length.toLocaleString('en')} contacts`;
}
