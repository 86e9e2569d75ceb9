import type { BedDatabase } from './bed';
import { type Browser, signedIn } from './browser';
import { startWebProcess } from './worker-process';

/** A database, and an account in it whose pages are loaded. */
export type ViewedAccount = { database: BedDatabase; accountId: number; names: string[] };

export async function viewedAccount(database: BedDatabase, accountId: number): Promise<ViewedAccount> {
  const { rows } = await database.pool.query<{ name: string }>(
    'select name from projected_contacts where account_id = $1 order by contact',
    [accountId],
  );
  return { database, accountId, names: rows.map(({ name }) => name) };
}

/** Starts a web process and returns a browser that is signed in to the account. */
export async function visit({ database: { url, pool }, accountId }: ViewedAccount) {
  const web = await startWebProcess(url);
  const browser = await signedIn(web.address, pool, accountId);
  const stop = async () => {
    browser.close();
    await web.stop();
  };
  return { browser, stop };
}

/** Loads a page. Throws unless it comes with status 200. */
export async function load(browser: Browser, path: string): Promise<void> {
  const { status } = await browser.get(path);
  if (status !== 200) throw new Error(`${path} returned ${status}`);
}
