import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import { StartFailure } from '../../src/failure';

const installed = path.join(__dirname, 'node_modules', '@event-driven-io', 'emmett-postgresql');

/** Installs what Kith is compared with, below test/bench, where that was not done yet. */
export function installPeers(): void {
  if (existsSync(installed)) return;
  console.error('Installing what Kith is compared with (once): npm ci --prefix test/bench');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', __dirname], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0)
    throw new StartFailure(
      'What Kith is compared with could not be installed. Leave those rows out: --only.',
    );
}

export type Emmett = {
  migrate(): Promise<void>;
  append(stream: string, event: { type: string; payload: unknown }): Promise<void>;
  close(): Promise<void>;
};

type EmmettStore = {
  schema: { migrate(): Promise<void> };
  appendToStream(
    stream: string,
    events: { type: string; data: unknown }[],
    options?: { expectedStreamVersion?: bigint },
  ): Promise<{ nextExpectedStreamVersion: bigint }>;
  close(): Promise<void>;
};

/**
 * Emmett's event store as its documentation sets it up, without projections, on a pool as large as Kith's. Its schema is
 * made beforehand, and each append names the version it expects, as its command handler does.
 */
export function openEmmett(url: string, pool: Pool): Emmett {
  // Not a dependency of Kith, so nothing may need its types.
  const { getPostgreSQLEventStore } = require(installed) as {
    getPostgreSQLEventStore(url: string, options: object): EmmettStore;
  };
  const store = getPostgreSQLEventStore(url, {
    projections: [],
    schema: { autoMigration: 'None' },
    connectionOptions: { pool },
  });
  const versions = new Map<string, bigint>();
  return {
    migrate: () => store.schema.migrate(),
    async append(stream, { type, payload }) {
      const expectedStreamVersion = versions.get(stream);
      const options = expectedStreamVersion === undefined ? {} : { expectedStreamVersion };
      const { nextExpectedStreamVersion } = await store.appendToStream(
        stream,
        [{ type, data: payload }],
        options,
      );
      versions.set(stream, nextExpectedStreamVersion);
    },
    close: () => store.close(),
  };
}
