import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../../src/base/config';
import { withRunningAddress } from '../../../src/ops/process/running-address';
import { bundled } from '../../support/bundle';
import { endRuns } from '../../support/processes';

jest.setTimeout(60_000);

const parent = mkdtempSync(path.join(tmpdir(), 'kith-address-'));
const dataDir = path.join(parent, 'data');
afterAll(async () => {
  await endRuns(dataDir);
  rmSync(parent, { recursive: true, force: true });
});

const linksTo = (env: Record<string, string> = {}) =>
  withRunningAddress(readConfig({ DATA_DIR: dataDir, SESSION_SECRET: 's'.repeat(32), ...env })).baseUrl;

test('a command finds the address of a running Kith, unless its settings name another one', async () => {
  expect(linksTo()).toBe('http://localhost:3000');
  const run = (await bundled('src/start.ts'))([], { DATA_DIR: dataDir, PORT: '0' });
  const address = (await run.says(/Kith is ready: (http:\S+)/))[1]!;
  expect(linksTo()).toBe(address);
  expect(linksTo({ PORT: '0' })).toBe(address);
  expect(linksTo({ PORT: '4711' })).toBe('http://localhost:4711');
  expect(linksTo({ BASE_URL: 'https://kith.example.org' })).toBe('https://kith.example.org');
  expect(linksTo({ DATABASE_URL: 'postgres://elsewhere/kith' })).toBe('http://localhost:3000');
  expect(linksTo({ DATA_DIR: path.join(parent, 'bystander') })).toBe('http://localhost:3000');
  run.child.kill('SIGTERM');
  await run.exit;
  expect(existsSync(path.join(dataDir, 'kith.address'))).toBe(false);
  writeFileSync(path.join(dataDir, 'kith.address'), `${run.child.pid} ${address}\n`);
  expect(linksTo()).toBe('http://localhost:3000');
});
