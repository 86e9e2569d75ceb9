import type { BedDatabase } from './bed';
import { type Browser, signedIn } from './browser';
import { startWebProcess } from './worker-process';

/** A database, and somebody in it whose pages are looked at. */
export type House = { database: BedDatabase; accountId: number; names: string[] };

export async function houseOf(database: BedDatabase, accountId: number): Promise<House> {
  const { rows } = await database.pool.query<{ name: string }>(
    'select name from projected_contacts where account_id = $1 order by contact',
    [accountId],
  );
  return { database, accountId, names: rows.map(({ name }) => name) };
}

/** Their browser, signed in to a web process of its own. */
export async function visit({ database: { url, pool }, accountId }: House) {
  const web = await startWebProcess(url);
  const browser = await signedIn(web.address, pool, accountId);
  const stop = async () => {
    browser.close();
    await web.stop();
  };
  return { browser, stop };
}

/** Throws unless the page is there at once. */
export async function shown(browser: Browser, path: string): Promise<void> {
  const { status } = await browser.get(path);
  if (status !== 200) throw new Error(`${path} was answered ${status}`);
}
