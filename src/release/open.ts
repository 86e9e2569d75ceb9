import { existsSync } from 'node:fs';
import { type Config, databaseUrlOf } from '../base/config';
import { StartFailure } from '../base/failure';
import type { Log } from '../base/log';
import { embeddedElsewhere, hasCluster, startEmbedded } from '../database/embedded/embedded';
import { folderHolder } from '../database/embedded/folder-lock';
import { createPool } from '../database/pool';
import { checkServer, waitForServer } from '../database/reachable';
import { isReleased } from './schema-state';

/** A database to use until `stop`, which leaves the server running if this process did not start it. */
export type OpenDatabase = { url: string; stop(): Promise<void> };

/**
 * For `npm start`: uses the server at DATABASE_URL, or an embedded one for this process alone. With `stopping`, waits
 * for an unreachable server until that signal; without it, throws a StartFailure. The other functions here do the same.
 */
export async function openDatabase(config: Config, log: Log, stopping?: AbortSignal): Promise<OpenDatabase> {
  if (config.databaseUrl === undefined) return startEmbedded({ dataDir: config.dataDir, log });
  await (stopping ? waitForServer(config.databaseUrl, stopping) : checkServer(config.databaseUrl));
  return { url: config.databaseUrl, stop: async () => {} };
}

/** For commands that may run beside Kith: opens the same database, through its embedded server if that is running. */
export async function joinDatabase(config: Config, log: Log, stopping?: AbortSignal): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = config;
  const isUp = databaseUrl === undefined && existsSync(dataDir) && folderHolder(dataDir) !== undefined;
  const running = isUp ? embeddedElsewhere(dataDir) : undefined;
  if (!running) return openDatabase(config, log, stopping);
  await checkServer(running.url);
  return { url: running.url, stop: async () => {} };
}

/** Does the same, but throws a StartFailure if the database doesn't exist or is older than this release. */
export async function joinCurrentDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = config;
  // A mistyped DATA_DIR must not get an empty database.
  if (databaseUrl === undefined && !hasCluster(dataDir))
    throw new StartFailure(
      `There is no Kith database in ${dataDir}. Set DATA_DIR to the folder that holds it, or DATABASE_URL to a PostgreSQL server.`,
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

/** For separate processes: returns the database's URL. Throws a StartFailure if it is older than this release. */
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
