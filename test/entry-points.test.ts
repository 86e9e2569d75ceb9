import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from './support/database';
import { endRuns, type Run, runScript } from './support/processes';

jest.setTimeout(60_000);

let migrated: TestDatabase;
beforeAll(async () => {
  migrated = await createTestDatabase();
});
afterEach(() => endRuns());
afterAll(() => migrated.drop());

const secret = 'a'.repeat(32);
const run = (name: string, env: Record<string, string>) =>
  runScript(`src/${name}.ts`, [], { PORT: '0', SESSION_SECRET: secret, ...env });

async function complaint(run: Run): Promise<string> {
  expect(await run.exit).toEqual({ code: 1, signal: null });
  return run.stderr.trim();
}

test('web and worker run apart on one database, any number of them, and stop with 0', async () => {
  const env = { DATABASE_URL: migrated.url };
  const webs = [run('web', env), run('web', env)];
  const workers = [run('worker', env), run('worker', env)];
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
    const release = run('migrate', env);
    expect(await release.exit).toEqual({ code: 0, signal: null });
    expect(release.stdout).toContain('The database is up to date.');
  }
  const worker = run('worker', env);
  await worker.says(/worker is ready/);
  worker.child.kill('SIGTERM');
  expect((await worker.exit).code).toBe(0);
  await empty.drop();
});

test.each(['web', 'worker'])('%s says that it needs DATABASE_URL', async (name) => {
  expect(await complaint(run(name, {}))).toBe(
    `npm run ${name} needs DATABASE_URL: set it to a PostgreSQL server. (npm start brings its own, and runs everything.)`,
  );
});

test.each(['projections-status', 'reactors-status', 'replay', 'morning-email'])(
  '%s makes no database where DATA_DIR holds none',
  async (name) => {
    const parent = mkdtempSync(path.join(tmpdir(), 'kith-mistyped-'));
    const dataDir = path.join(parent, 'dta');
    expect(await complaint(run(name, { DATA_DIR: dataDir, SESSION_SECRET: '' }))).toBe(
      `There is no database of Kith in ${dataDir}. Set DATA_DIR to the folder that holds it, or DATABASE_URL to a PostgreSQL server.`,
    );
    expect(readdirSync(parent)).toEqual([]);
    rmSync(parent, { recursive: true });
  },
);

test.each(['projections-status', 'reactors-status', 'migrate'])(
  '%s needs no SESSION_SECRET beside a DATABASE_URL',
  async (name) => {
    const { exit } = run(name, { DATABASE_URL: migrated.url, SESSION_SECRET: '' });
    expect(await exit).toEqual({ code: 0, signal: null });
  },
);

test.each(['start', 'web', 'worker', 'migrate'])(
  '%s tells no password when it cannot connect',
  async (name) => {
    const env = { DATABASE_URL: 'postgres://kith:hunter2@127.0.0.1:1/kith' };
    expect(await complaint(run(name, env))).toBe(
      'DATABASE_URL: nothing answers at 127.0.0.1:1. Start the server there, or correct DATABASE_URL.',
    );
  },
);

test.each(['start', 'web', 'worker', 'migrate'])('%s explains itself with --help', async (name) => {
  const help = runScript(`src/${name}.ts`, ['--help'], { PORT: 'broken' });
  expect(await help.exit).toEqual({ code: 0, signal: null });
  expect(help.stdout).toMatch(/^npm (start|run \w+): \w/);
  expect(help.stdout.split('\n').length).toBeLessThan(10);
});
