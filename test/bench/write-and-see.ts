import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { contactPath } from '../../src/domain/values/contact-path';
import { type Browser, signedIn } from './browser';
import { randomSentence } from './mix';
import type { Random } from './random';

export type Person = { browser: Browser; contacts: { contact: number; name: string }[] };

/** Signs in to the account. Returns the browser and the account's contacts, oldest first. */
export async function signInPerson(address: string, pool: Pool, accountId: number): Promise<Person> {
  const browser = await signedIn(address, pool, accountId);
  const { rows: contacts } = await pool.query<Person['contacts'][number]>(
    'select contact, name from projected_contacts where account_id = $1 order by contact',
    [accountId],
  );
  return { browser, contacts };
}

/** Opens a contact's form, submits a new description, and waits for the page that shows it. */
export async function writeAndSee({ browser, contacts }: Person, random: Random) {
  const { contact, name } = random.pick(contacts);
  const path = contactPath(name);
  const opened = await browser.get(`${path}/edit`);
  const [, seen = ''] = /name="seen" value="(\d+)"/.exec(opened.html) ?? [];
  const [, token = ''] = /name="token" value="([^"]+)"/.exec(opened.html) ?? [];
  const description = `${randomSentence(random)} ${random.below(1e9)}`;
  const began = performance.now();
  const posted = await browser.post(path, { contact: String(contact), seen, token, name, description });
  if (posted.status !== 303) throw new Error(`the form returned ${posted.status}`);
  let processing = 0;
  for (;;) {
    const page = await browser.get(posted.location!);
    if (page.status === 200) {
      if (!page.html.includes(description)) throw new Error('the page does not show the new description');
      return { milliseconds: performance.now() - began, processing };
    }
    if (page.status !== 202) throw new Error(`the page returned ${page.status}`);
    processing++;
    await pause(50);
  }
}
