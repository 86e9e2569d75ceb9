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

/** Keys that begin with something else, and why they may. Whoever distributes by account keeps these in one place. */
const keysOfTheirOwn: Record<string, string> = {
  backfills_pkey: 'a row a backfill, of every release',
  credentials_email_key_key: 'somebody signs in by an address, before it is known whose it is',
  entities_by_system_name: 'a row a system process',
  entities_pkey: 'an account’s row and those of system processes are told apart by it',
  event_types_name_version_key: 'a row a version',
  event_types_pkey: 'a row a version',
  migrations_pkey: 'a row a migration',
  one_time_tokens_pkey: 'a link from a mail has nothing but the token',
  projections_pkey: 'a row a projection',
  rate_limits_pkey: 'strangers have no account',
  reactors_pkey: 'a row a reactor',
  scrubs_pkey: 'a row a run over all tables',
  sessions_pkey: 'a browser has nothing but its cookie',
};

/** Tables that are asked by such a key, however large they grow. */
const askedByTheirOwnKey = ['credentials', 'entities', 'one_time_tokens', 'sessions'];

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

test('every key begins with the account, or says here why not', async () => {
  const { rows } = await own.query<{ name: string; first: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid, 1, true) as first
      from pg_index i join pg_class c on c.oid = i.indrelid
      where i.indisunique and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  const others = rows.filter(({ first }) => first !== 'account_id').map(({ name }) => name);
  expect(rows.map(({ name }) => name)).toContain('events_pkey');
  expect(others.filter((name) => !(name in keysOfTheirOwn))).toEqual([]);
  expect(Object.keys(keysOfTheirOwn).filter((name) => !others.includes(name))).toEqual([]);
});

test('whatever pages, commands and projections ask of an account’s rows, they ask by the account', async () => {
  await live(app);
  const asked = new Map(statements.filter(isAboutRows).map((statement) => [statement.text, statement]));
  // That it found them at all: the append, the state of a command, the cursor's lock, a page's rows.
  for (const part of ['insert into events', 'from streams', 'for update of c', 'from projected_interactions'])
    expect([...asked.keys()].join()).toContain(part);
  const astray: string[] = [];
  for (const statement of asked.values()) astray.push(...(await strays(statement)));
  expect(astray).toEqual([]);
});

test('a question across accounts is noticed', async () => {
  const across = { text: 'select * from projected_contacts where name_key = $1', values: ['bob'] };
  const within = {
    text: 'select * from projected_contacts where account_id = $2 and name_key = $1',
    values: ['bob', 1],
  };
  expect(await strays(across)).toHaveLength(1);
  expect(await strays(within)).toEqual([]);
});

/** The steps of a statement's plan that look at an account's rows without the account. */
async function strays(statement: Statement): Promise<string[]> {
  const { rows } = await own.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where column_name = 'account_id' and table_schema = 'public'`,
  );
  const accounts = rows.map(({ name }) => name).filter((name) => !askedByTheirOwnKey.includes(name));
  const found: string[] = [];
  for (const step of stepsOf(await explainLarge(own, statement))) {
    const table = step['Relation Name'];
    const isScan = / Scan$/.test(step['Node Type']);
    if (!isScan || table === undefined || !accounts.includes(table)) continue;
    // A row that was found and locked by its account just now, by its place.
    if (step['TID Cond']) continue;
    const condition = step['Index Cond'] ?? step['Recheck Cond'] ?? '';
    if (!/account_id\)? = /.test(condition))
      found.push(`${step['Node Type']} on ${table} (${condition}): ${statement.text.replace(/\s+/g, ' ')}`);
  }
  return found;
}

/** What people do in a day, on every page that links lead to, with each write projected. */
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
    for (let path = ahead.shift(); path !== undefined && seen.size < mostPages; path = ahead.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, links } = await visitor.get(path);
      expect([path, status < 500]).toEqual([path, true]);
      ahead.push(...links.filter((link) => /^\/[^/]/.test(link) && !link.startsWith('/assets')));
    }
  }
}

const mostPages = 60;
