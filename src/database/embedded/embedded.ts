import { existsSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { codeOf, StartFailure } from '../../base/failure';
import { keptSecret } from '../../base/kept-secret';
import type { Log } from '../../base/log';
import { binariesFor } from './binaries';
import { type Cluster, ensureCluster, SUPERUSER } from './cluster';
import { holdFolder } from './folder-lock';
import { chooseUser, giveTo } from './run-as';
import { clearOrphans, runningServer } from './server-process';
import { supervise } from './supervise';

export type Embedded = {
  /** Connects as the application's own role, which is not a superuser. */
  url: string;
  superuserUrl: string;
  stop(): Promise<void>;
};

const NAME = 'kith';

/**
 * Starts our own PostgreSQL server, with its data in `<dataDir>/postgres`, and keeps it running until `stop`. Locks the
 * data folder for this process. `durable: false` is for tests: faster, but a power failure loses the data. Throws a
 * StartFailure that says what to do.
 */
export async function startEmbedded(options: {
  dataDir: string;
  log: Log;
  durable?: boolean;
}): Promise<Embedded> {
  const { log, durable = true } = options;
  const password = keptSecret(options.dataDir, 'postgres-password');
  const dataDir = realpathSync(options.dataDir);
  const release = await holdFolder(dataDir);
  try {
    const folder = clusterIn(dataDir);
    const runAs = chooseUser(folder);
    const cluster: Cluster = { folder, runAs, durable, binaries: binariesFor(runAs, log) };
    await clearOrphans(folder, log);
    await ensureCluster(cluster, password, log);
    giveTo(runAs, folder);
    const port = await freePort();
    const server = await supervise(cluster, port, log);
    const stop = async () => {
      await server.stop();
      release();
    };
    try {
      await ensureDatabase(urlAt(port, SUPERUSER, password, 'postgres'), password);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { ...urlsAt(port, password), stop };
  } catch (error) {
    release();
    throw explain(error, dataDir);
  }
}

/** Returns whether an embedded database was ever created in the data folder. */
export function hasCluster(dataDir: string): boolean {
  return existsSync(clusterIn(dataDir));
}

/** Returns the URLs of the server that another Kith process runs on the data folder, if there is one. */
export function embeddedElsewhere(dataDir: string): { url: string; superuserUrl: string } | undefined {
  const server = runningServer(clusterIn(realpathSync(dataDir)));
  return server && urlsAt(server.port, keptSecret(dataDir, 'postgres-password'));
}

function clusterIn(dataDir: string): string {
  return path.join(dataDir, 'postgres');
}

/** Explains system errors, such as a full disk, or a container in which root may not run programs as another user. */
function explain(cause: unknown, dataDir: string): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  const advice =
    codeOf(cause) === 'EPERM' && process.getuid?.() === 0
      ? 'PostgreSQL refuses to run as root, and Kith is not allowed to run it as another user here. Start Kith as a user other than root'
      : 'Fix this';
  return new StartFailure(
    `The embedded database could not be started in ${dataDir} (${cause.message}). ${advice}, or set DATABASE_URL to a PostgreSQL server.`,
    { cause },
  );
}

function urlsAt(port: number, password: string) {
  return {
    url: urlAt(port, NAME, password, NAME),
    superuserUrl: urlAt(port, SUPERUSER, password, 'postgres'),
  };
}

function urlAt(port: number, user: string, password: string, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function ensureDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  try {
    await client.connect();
    const { rows } = await client.query(
      `select exists (select from pg_roles where rolname = $1) as role,
              exists (select from pg_database where datname = $1) as database`,
      [NAME],
    );
    if (!rows[0].role) await client.query(`create role ${NAME} login password '${password}'`);
    if (!rows[0].database) await client.query(`create database ${NAME} owner ${NAME}`);
  } catch (error) {
    if (codeOf(error) !== '28P01') throw error;
    throw new StartFailure(
      'The password in postgres-password does not match the database in the same folder. Restore the whole data folder from a backup, or set DATA_DIR to another folder.',
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
