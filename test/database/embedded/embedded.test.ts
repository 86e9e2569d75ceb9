import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { isAlive, processesIn } from '../../../src/base/running-processes';
import { succeeds } from '../../../src/base/succeeds';
import { type Bundled, bundled } from '../../support/bundle';
import { endRuns, type Run, serverPid, until } from '../../support/processes';

jest.setTimeout(60_000);

let parent: string;
let dataDir: string;
let holder: Bundled;
beforeAll(async () => {
  holder = await bundled('test/support/embedded-holder.ts');
});
beforeEach(() => {
  // Only this user can access it (mkdtemp), as below /root; and its name has a space.
  parent = mkdtempSync(path.join(tmpdir(), 'kith embedded-'));
  dataDir = path.join(parent, 'data');
});
afterEach(async () => {
  await endRuns(dataDir);
  rmSync(parent, { recursive: true, force: true });
});

const hold = () => holder([dataDir]);
const startedTimes = async (run: Run) => Number((await run.says(/started (\d+) times/))[1]);
const urlOf = async (run: Run) => (await run.says(/at (postgres:\S+)/))[1]!;

async function stop(run: Run): Promise<void> {
  run.child.kill('SIGTERM');
  expect(await run.exit).toEqual({ code: 0, signal: null });
}

test('data survives a stop, and a stop leaves no process and no lock', async () => {
  const first = hold();
  expect(await startedTimes(first)).toBe(1);
  await stop(first);
  expect(processesIn(path.join(dataDir, 'postgres'))).toEqual([]);
  expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres-password']);
  const second = hold();
  expect(await startedTimes(second)).toBe(2);
  await stop(second);
});

test('after a kill -9 of Kith, the next start stops the orphaned server and loses nothing', async () => {
  const first = hold();
  await startedTimes(first);
  const orphan = serverPid(dataDir);
  first.child.kill('SIGKILL');
  await first.exit;
  expect(isAlive(orphan)).toBe(true);
  const second = hold();
  expect(await startedTimes(second)).toBe(2);
  expect(isAlive(orphan)).toBe(false);
  await stop(second);
});

test('after a kill -9 of all processes at once, the next start works', async () => {
  const first = hold();
  await startedTimes(first);
  first.child.kill('SIGKILL');
  // Some exit by themselves once the first of them is gone.
  for (const pid of processesIn(path.join(dataDir, 'postgres'))) succeeds(() => process.kill(pid, 'SIGKILL'));
  await first.exit;
  const second = hold();
  expect(await startedTimes(second)).toBe(2);
  await stop(second);
});

test('a killed server is restarted at the same address', async () => {
  const run = hold();
  const url = await urlOf(run);
  const killed = serverPid(dataDir);
  process.kill(killed, 'SIGKILL');
  await run.says(/the database server is back/);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  expect((await client.query('select count(*)::int from starts')).rows).toEqual([{ count: 1 }]);
  await client.end();
  expect(serverPid(dataDir)).not.toBe(killed);
  await stop(run);
});

test('a second Kith on the same folder is refused and names the first one’s process, which keeps running', async () => {
  const first = hold();
  const url = await urlOf(first);
  const second = hold();
  expect((await second.exit).code).toBe(1);
  expect(second.stderr.trim()).toBe(
    `Kith is already running on ${dataDir}, as process ${first.child.pid}. Stop it first, or set DATA_DIR to another folder.`,
  );
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
  await stop(first);
});

test('stale files with process ids that other processes have now do not prevent a start', async () => {
  const first = hold();
  await startedTimes(first);
  first.child.kill('SIGKILL');
  const server = serverPid(dataDir);
  // Some exit by themselves once the first of them is gone.
  for (const pid of processesIn(path.join(dataDir, 'postgres'))) succeeds(() => process.kill(pid, 'SIGKILL'));
  await first.exit;
  await until(() => !isAlive(server));
  const pidFile = path.join(dataDir, 'postgres', 'postmaster.pid');
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));
  writeFileSync(path.join(dataDir, 'kith.pid'), `${process.pid} born at another time`);
  const second = hold();
  expect(await startedTimes(second)).toBe(2);
  await stop(second);
});

test('a first start that is killed halfway does not prevent the next one', async () => {
  const first = hold();
  await until(
    () => existsSync(dataDir) && readdirSync(dataDir).some((name) => name.startsWith('postgres-new-')),
  );
  first.child.kill('SIGKILL');
  await first.exit;
  expect(existsSync(path.join(dataDir, 'postgres'))).toBe(false);
  const second = hold();
  expect(await startedTimes(second)).toBe(1);
  expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres-new-'))).toEqual([]);
  await stop(second);
});

test('a folder that Kith did not create is left alone, with one clear message', async () => {
  mkdirSync(path.join(dataDir, 'postgres'), { recursive: true });
  writeFileSync(path.join(dataDir, 'postgres', 'thesis.txt'), 'years of work');
  const run = hold();
  expect((await run.exit).code).toBe(1);
  expect(run.stderr).toMatch(/postgres is not a database that Kith created\. Move it elsewhere.*\n$/);
  expect(readFileSync(path.join(dataDir, 'postgres', 'thesis.txt'), 'utf8')).toBe('years of work');
});

test('only this user, and the user that runs the server, can read the data', async () => {
  const run = hold();
  await startedTimes(run);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  await stop(run);
});
