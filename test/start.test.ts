import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { isAlive, processesIn } from '../src/base/running-processes';
import { embeddedElsewhere } from '../src/database/embedded/embedded';
import { folderHolder } from '../src/database/embedded/folder-lock';
import { type Bundled, bundled } from './support/bundle';
import { endRuns, type Run, serverPid, until } from './support/processes';

jest.setTimeout(60_000);

let parent: string;
let dataDir: string;
let launch: Bundled;
beforeAll(async () => {
  launch = await bundled('src/start.ts');
  parent = mkdtempSync(path.join(tmpdir(), 'kith-start-'));
  dataDir = path.join(parent, 'data');
});
afterEach(() => endRuns(dataDir));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const start = (env: Record<string, string> = {}) => launch([], { DATA_DIR: dataDir, PORT: '0', ...env });
const addressOf = async (run: Run) => (await run.says(/Kith is ready: (http:\S+)/))[1]!;

async function stop(run: Run): Promise<void> {
  run.child.kill('SIGTERM');
  expect(await run.exit).toEqual({ code: 0, signal: null });
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: embeddedElsewhere(dataDir)!.url });
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}

/** Returns the error lines of a run that must fail. */
async function errorsOf(run: Run): Promise<string[]> {
  expect(await run.exit).toEqual({ code: 1, signal: null });
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(run.stdout).not.toContain('Kith is ready');
  return run.stderr.trim().split('\n');
}

test('npm start serves requests, stops in order, and keeps its data', async () => {
  const first = start();
  expect((await fetch(`${await addressOf(first)}/readyz`)).status).toBe(200);
  await query(`insert into entities (kind, name) values ('system', 'kept')`);
  await stop(first);
  expect(processesIn(path.join(dataDir, 'postgres'))).toEqual([]);
  expect(existsSync(path.join(dataDir, 'kith.pid'))).toBe(false);
  const second = start();
  expect((await fetch(`${await addressOf(second)}/healthz`)).status).toBe(200);
  expect(await query(`select name from entities where name = 'kept'`)).toHaveLength(1);
  await stop(second);
});

test('npm start prints the address that shows the emails, and it works after a restart', async () => {
  const addressOfEmails = async (run: Run) => (await run.says(/^Emails: (http:\S+)$/m))[1]!;
  const first = start();
  const base = await addressOf(first);
  const emails = await addressOfEmails(first);
  expect(emails.startsWith(`${base}/outbox?key=`)).toBe(true);
  const opened = await fetch(emails, { redirect: 'manual' });
  const [cookie = ''] = opened.headers.getSetCookie();
  const headers = { cookie: cookie.split(';')[0]! };
  expect((await fetch(`${base}/outbox`, { headers })).status).toBe(200);
  await stop(first);
  expect(first.stdout.match(/key=/g)).toHaveLength(1);
  const second = start();
  const again = new URL(await addressOfEmails(second));
  expect(again.search).toBe(new URL(emails).search);
  expect((await fetch(`${again.origin}/outbox`, { headers })).status).toBe(200);
  await stop(second);
});

test('Kith starts again after a kill -9', async () => {
  const first = start();
  await addressOf(first);
  first.child.kill('SIGKILL');
  await first.exit;
  const second = start();
  expect((await fetch(`${await addressOf(second)}/readyz`)).status).toBe(200);
  await stop(second);
});

test('web and worker survive a kill -9 of the database', async () => {
  const run = start();
  const address = await addressOf(run);
  const runJob = async () => {
    await query(`select graphile_worker.add_job('purge')`);
    const left = `select from graphile_worker.jobs where task_identifier = 'purge'`;
    await until(async () => (await query(left)).length === 0);
  };
  await runJob();
  process.kill(serverPid(dataDir), 'SIGKILL');
  await run.says(/the database server is back/);
  await until(async () => (await fetch(`${address}/readyz`)).status === 200);
  await runJob();
  await stop(run);
});

test('two quick Ctrl-Cs, as npm passes them on, still stop it in order', async () => {
  const run = start();
  await addressOf(run);
  run.child.kill('SIGINT');
  await run.says(/stopping/);
  run.child.kill('SIGINT');
  expect(await run.exit).toEqual({ code: 0, signal: null });
  expect(processesIn(path.join(dataDir, 'postgres'))).toEqual([]);
});

test('Ctrl-C while the database is first created stops in order, without an error message', async () => {
  const fresh = path.join(parent, 'fresh');
  const run = launch([], { DATA_DIR: fresh, PORT: '0' }, { detached: true });
  await until(() => existsSync(fresh) && readdirSync(fresh).some((name) => name.startsWith('postgres-new-')));
  // A terminal sends SIGINT to all processes of the group.
  process.kill(-run.child.pid!, 'SIGINT');
  const exit = await run.exit;
  expect(run.stderr).toBe('');
  expect(exit).toEqual({ code: 0, signal: null });
  const next = launch([], { DATA_DIR: fresh, PORT: '0' });
  await addressOf(next);
  await stop(next);
});

test('after a kill -9 of npm, Kith ends too and doesn’t block the next start', async () => {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0' };
  const npm = spawn('npm', ['start'], { env, stdio: 'ignore' });
  await until(() => folderHolder(dataDir) !== undefined);
  const holder = folderHolder(dataDir)!;
  npm.kill('SIGKILL');
  const next = start();
  await addressOf(next);
  expect(isAlive(holder)).toBe(false);
  await stop(next);
});

test('a second start on the same folder is refused, and the first keeps running', async () => {
  const first = start();
  const address = await addressOf(first);
  expect(await errorsOf(start())).toEqual([
    `Kith is already running on ${dataDir}, as process ${first.child.pid}. Stop it first, or set DATA_DIR to another folder.`,
  ]);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  await stop(first);
});

test('the release step works on the embedded database of a running Kith', async () => {
  const first = start();
  const address = await addressOf(first);
  const migration = (await bundled('src/migrate.ts'))([], { DATA_DIR: dataDir });
  expect(await migration.exit).toEqual({ code: 0, signal: null });
  expect(migration.stdout).toContain('The database is up to date.');
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  await stop(first);
});

test('if the port is taken, the error names it, and the database is stopped again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await until(() => other.listening);
  const { port } = other.address() as { port: number };
  expect(await errorsOf(start({ PORT: String(port) }))).toEqual([
    `Port ${port} is already in use. Set PORT to another port, for example PORT=3000.`,
  ]);
  expect(processesIn(path.join(dataDir, 'postgres'))).toEqual([]);
  other.close();
});

test('if the data folder isn’t writable, the error names it', async () => {
  const file = path.join(parent, 'file');
  writeFileSync(file, '');
  expect(await errorsOf(start({ DATA_DIR: path.join(file, 'data') }))).toEqual([
    `DATA_DIR (${file}/data) is not writable (ENOTDIR). Make it writable for this user, or set DATA_DIR to another folder.`,
  ]);
});

test('all invalid settings are reported at once', async () => {
  const run = start({ PORT: 'x', BASE_URL: 'x', DATABASE_URL: 'x', NODE_ENV: 'production' });
  const names = (await errorsOf(run)).map((line) => line.split(' ')[0]);
  expect(names).toEqual(['PORT', 'DATABASE_URL', 'BASE_URL', 'SMTP_URL', 'SESSION_SECRET']);
});
