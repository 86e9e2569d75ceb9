import type { Pool } from 'pg';
import { createPool } from '../../src/database/pool';
import { projectStream } from '../../src/engine/projecting/project-stream';
import { startApp, type TestApp } from '../support/app';
import {
  explainLarge,
  isAboutRows,
  recordStatements,
  type Statement,
  stepsOf,
} from '../support/recorded-statements';

/** Keys that begin with something else, and why. A database distributed by account keeps these tables in one place. */
const otherKeys: Record<string, string> = {
  backfills_pkey: 'one row per backfill, of every release',
  credentials_email_key_key: 'people sign in with an email address, before their account is known',
  entities_by_system_name: 'one row per system process',
  entities_pkey: 'accounts and system processes share these ids',
  event_types_name_version_key: 'one row per version',
  event_types_pkey: 'one row per version',
  migrations_pkey: 'one row per migration',
  one_time_tokens_pkey: 'a link from an email has only the token',
  projections_pkey: 'one row per projection',
  rate_limits_pkey: 'visitors have no account',
  reactors_pkey: 'one row per reactor',
  scrubs_pkey: 'one row per run over all tables',
  sessions_pkey: 'a browser has only its cookie',
};

/** Tables that are queried by such a key, however large they grow. */
const queriedByOtherKeys = ['credentials', 'entities', 'one_time_tokens', 'sessions'];

let app: TestApp;
let statements: Statement[];
let own: Pool;

beforeAll(async () => {
  app = await startApp();
  statements = recordStatements(app.pool);
  own = createPool(app.pool.options.connectionString!, { max: 2 });
});
afterAll(async () => {
  await own.end();
  await app.stop();
});

test('every key begins with the account, or is listed with a reason', async () => {
  const { rows } = await own.query<{ name: string; first: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid, 1, true) as first
      from pg_index i join pg_class c on c.oid = i.indrelid
      where i.indisunique and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  const others = rows.filter(({ first }) => first !== 'account_id').map(({ name }) => name);
  expect(rows.map(({ name }) => name)).toContain('events_pkey');
  expect(others.filter((name) => !(name in otherKeys))).toEqual([]);
  expect(Object.keys(otherKeys).filter((name) => !others.includes(name))).toEqual([]);
});

test('pages, commands and projections query an account’s rows only by the account', async () => {
  await live(app);
  const unique = new Map(statements.filter(isAboutRows).map((statement) => [statement.text, statement]));
  // Checks that it found any: the append, a command's log, the cursor's lock, a page's rows.
  for (const part of ['insert into events', 'from streams', 'for update of c', 'from projected_interactions'])
    expect([...unique.keys()].join()).toContain(part);
  const found: string[] = [];
  for (const statement of unique.values()) found.push(...(await scansAcrossAccounts(statement)));
  expect(found).toEqual([]);
});

test('a query across accounts is detected', async () => {
  const across = { text: 'select * from projected_contacts where name_key = $1', values: ['bob'] };
  const within = {
    text: 'select * from projected_contacts where account_id = $2 and name_key = $1',
    values: ['bob', 1],
  };
  expect(await scansAcrossAccounts(across)).toHaveLength(1);
  expect(await scansAcrossAccounts(within)).toEqual([]);
});

/** Returns the steps of a statement's plan that read accounts' rows without a condition on the account. */
async function scansAcrossAccounts(statement: Statement): Promise<string[]> {
  const { rows } = await own.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where column_name = 'account_id' and table_schema = 'public'`,
  );
  const accounts = rows.map(({ name }) => name).filter((name) => !queriedByOtherKeys.includes(name));
  const found: string[] = [];
  for (const step of stepsOf(await explainLarge(own, statement))) {
    const table = step['Relation Name'];
    const isScan = / Scan$/.test(step['Node Type']);
    if (!isScan || table === undefined || !accounts.includes(table)) continue;
    // A row looked up by its place in the table, after it was found and locked by its account.
    if (step['TID Cond']) continue;
    const condition = step['Index Cond'] ?? step['Recheck Cond'] ?? '';
    if (!/account_id\)? = /.test(condition))
      found.push(`${step['Node Type']} on ${table} (${condition}): ${statement.text.replace(/\s+/g, ' ')}`);
  }
  return found;
}

/** Does what people do in a day, and opens every page that links lead to; projects each write. */
async function live({ signedIn, kith }: TestApp): Promise<void> {
  const { accountId, visitor } = await signedIn();
  const projected = () => projectStream(kith, accountId);
  const write = async (path: string, fields: Record<string, string>) => {
    const page = await visitor.post(path, fields, { follow: false });
    expect([path, page.status]).toEqual([path, 303]);
    await projected();
  };
  await projected();
  for (const name of ['Ann', 'Bob', 'Cem']) await write('/contacts', { name, description: 'Paints.' });
  const about = { contact: '2', seen: '4' };
  await write('/contacts/Ann', { ...about, name: 'Anna', description: 'Sings.' });
  await write('/contacts/Anna/interactions', {
    ...about,
    interacted_on: '2026-01-02',
    description: 'Coffee',
  });
  await write('/contacts/Anna/meeting', {
    ...about,
    meeting_on: '2100-01-02',
    notes: 'Ask about **Lisbon**.',
  });
  await write('/contacts/Bob/deletion', { contact: '3', seen: '4' });
  await walk(
    '/contacts/Ann',
    '/contacts',
    '/deleted-contacts',
    '/history',
    '/settings',
    '/contacts?as_of=2026-01-02',
  );

  async function walk(...from: string[]) {
    const [seen, ahead] = [new Set<string>(), [...from]];
    for (let path = ahead.shift(); path !== undefined && seen.size < maxPages; path = ahead.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, links } = await visitor.get(path);
      expect([path, status < 500]).toEqual([path, true]);
      ahead.push(...links.filter((link) => /^\/[^/]/.test(link) && !link.startsWith('/assets')));
    }
  }
}

const maxPages = 60;
