import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { contactPath } from '../../src/domain/values/contact-path';
import { runScript } from '../support/processes';
import type { BedDatabase } from './bed';
import { password } from './browser';
import { type Person, signInPerson } from './write-and-see';

/** Long operations, by what happens to the account. Each resolves when all of its effects are complete. */
export type Operations = Record<string, () => Promise<void>>;

const writesASecond = 4;
const longest = 300_000;

/** Returns long operations on a large account, to run in this order. Its owner keeps writing until it is closed. */
export async function operationsOn(
  { url, pool }: BedDatabase,
  accountId: number,
  address: string,
): Promise<{ operations: Operations; close(): void }> {
  const owner = await signInPerson(address, pool, accountId);
  const writer = await signInPerson(address, pool, accountId);
  const { rows } = await pool.query<{ email: string }>(
    'select email from credentials where account_id = $1',
    [accountId],
  );
  const none = async (query: string) => {
    const deadline = performance.now() + longest;
    while ((await pool.query(`${query} limit 1`, [accountId])).rows.length > 0) {
      if (performance.now() > deadline)
        throw new Error(`after ${longest / 1_000} s there are still rows: ${query}`);
      await pause(50);
    }
  };
  const caughtUp = () =>
    none(`select from projection_cursors c join streams s using (account_id)
      where account_id = $1 and (c.position < s.head or c.replays = -1)`);
  const operations: Operations = {
    'is rebuilt by npm run replay': () =>
      whileWriting(writer, async () => {
        const settings = { DATABASE_URL: url, SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'silent' };
        const run = runScript('src/ops/cli/replay.ts', ['--account', rows[0]!.email], settings);
        const { code } = await run.exit;
        if (code !== 0) throw new Error(`the replay ended with ${code}: ${run.stderr}`);
      }).then(caughtUp),
    'is rebuilt by the worker': () =>
      whileWriting(writer, async () => {
        // This is how npm run replay -- --account starts. The next write wakes the worker.
        await pool.query('update projection_cursors set replays = -1 where account_id = $1', [accountId]);
        await none('select from projection_cursors where account_id = $1 and replays = -1');
      }).then(caughtUp),
    'has a contact forgotten': () =>
      whileWriting(writer, async () => {
        const { contact, name } = owner.contacts.at(-1)!;
        await send(owner, contactPath(name, 'forgetting'), { contact: String(contact), token: randomUUID() });
      }).then(caughtUp),
    async 'is closed'() {
      await send(owner, '/account/closure', { password });
      await none('select from projected_contacts where account_id = $1');
    },
  };
  const close = () => {
    for (const { browser } of [owner, writer]) browser.close();
  };
  return { operations, close };
}

/** Changes a description four times a second while `work` runs, without waiting for the page. */
async function whileWriting({ browser, contacts }: Person, work: () => Promise<void>): Promise<void> {
  let ended = false;
  const writing = (async () => {
    for (let nth = 0; !ended; nth++) {
      const { contact, name } = contacts[0]!;
      const fields = { contact: String(contact), token: randomUUID(), name, description: `written ${nth}` };
      const { status } = await browser.post(contactPath(name), fields);
      // A failure to save is acceptable here: the row measures what other accounts notice.
      if (status !== 303 && status < 500) throw new Error(`a form returned ${status}`);
      await pause(1_000 / writesASecond);
    }
  })();
  await work().finally(() => {
    ended = true;
  });
  await writing;
}

async function send({ browser }: Person, path: string, fields: Record<string, string>): Promise<void> {
  const { status } = await browser.post(path, fields);
  if (status !== 303) throw new Error(`${path} returned ${status}`);
}
