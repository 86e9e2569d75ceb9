import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog } from '../../src/base/log';
import { startEmbedded } from '../../src/database/embedded/embedded';
import { migrate } from '../../src/release/migrate';
import { adminClient, TEMPLATE, urlOf } from './database';
import globalTeardown from './global-teardown';

/** Starts one server for all test files, with a migrated template that each of them clones. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-test-'));
  chmodSync(folder, 0o711);
  const log = createLog('silent');
  const server = await startEmbedded({ dataDir: path.join(folder, 'data'), log, durable: false });
  globalThis.kithTestServer = { server, folder };
  process.env.KITH_TEST_SERVER = server.superuserUrl;
  process.env.KITH_TEST_ROLE = server.url;
  process.env.KITH_TEST_BUNDLES = path.join(folder, 'bundles');
  try {
    const admin = await adminClient();
    await admin.query(`create database ${TEMPLATE} owner kith`);
    await admin.end();
    await migrate(urlOf(TEMPLATE), log);
  } catch (error) {
    await globalTeardown(); // Jest calls it only after a successful setup.
    throw error;
  }
}

declare global {
  var kithTestServer: { server: { stop(): Promise<void> }; folder: string } | undefined;
}
