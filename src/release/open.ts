import { existsSync } from 'node:fs';
import { type Config, databaseUrlOf } from '../base/config';
import { StartFailure } from '../base/failure';
import type { Log } from '../base/log';
import { embeddedElsewhere, hasCluster, startEmbedded } from '../database/embedded/embedded';
import { folderHolder } from '../database/embedded/folder-lock';
import { createPool } from '../database/pool';
import { checkServer, waitForServer } from '../database/reachable';
import { isReleased } from './schema-state';

/** A database to work with until `stop`, which leaves it running if it wasn't ours to start. */
export type OpenDatabase = { url: string; stop(): Promise<void> };

/**
 * For `npm start`: the server at DATABASE_URL, or an embedded one that is this process's alone. With `stopping`, it waits
 * for the server until that signal; without, a server that is away is a StartFailure. So do the others here.
 */
export async function openDatabase(config: Config, log: Log, stopping?: AbortSignal): Promise<OpenDatabase> {
  if (config.databaseUrl === undefined) return startEmbedded({ dataDir: config.dataDir, log });
  await (stopping ? waitForServer(config.databaseUrl, stopping) : checkServer(config.databaseUrl));
  return { url: config.databaseUrl, stop: async () => {} };
}

/** For commands beside a running Kith: the same database, through its embedded server if one is up. */
export async function joinDatabase(config: Config, log: Log, stopping?: AbortSignal): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = config;
  const isUp = databaseUrl === undefined && existsSync(dataDir) && folderHolder(dataDir) !== undefined;
  const running = isUp ? embeddedElsewhere(dataDir) : undefined;
  if (!running) return openDatabase(config, log, stopping);
  await checkServer(running.url);
  return { url: running.url, stop: async () => {} };
}

/** The same, where the database must be there, and be this release's. Throws a StartFailure if it is not. */
export async function joinCurrentDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = config;
  // A mistyped DATA_DIR must not be filled with an empty database.
  if (databaseUrl === undefined && !hasCluster(dataDir))
    throw new StartFailure(
      `There is no database of Kith in ${dataDir}. Set DATA_DIR to the folder that holds it, or DATABASE_URL to a PostgreSQL server.`,
    );
  const database = await joinDatabase(config, log);
  try {
    await checkSchema(database.url);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** For processes that run apart: the address of a database. Throws a StartFailure if this release has not migrated it. */
export async function openCurrentDatabase(config: Config, stopping: AbortSignal): Promise<string> {
  const url = databaseUrlOf(config);
  await waitForServer(url, stopping, () => checkSchema(url));
  return url;
}

async function checkSchema(url: string): Promise<void> {
  const pool = createPool(url, { max: 1 });
  try {
    if (!(await isReleased(pool)))
      throw new StartFailure('The database is older than this release of Kith. Run npm run migrate first.');
  } finally {
    await pool.end();
  }
}
