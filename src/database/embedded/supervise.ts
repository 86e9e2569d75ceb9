import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../../base/failure';
import type { Log } from '../../base/log';
import { type Cluster, programOn } from './cluster';
import { clearOrphans, signal, stopServer } from './server-process';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Starts the cluster's server on a port of 127.0.0.1 and keeps it up: when it dies, it is started again
 * on the same port, after pauses that grow. Resolves once it takes connections; throws a StartFailure
 * with the server's own words if it can't be started the first time.
 */
export async function supervise(
  cluster: Cluster,
  port: number,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  let server: ChildProcess | undefined = await startServer(cluster, port, log);
  let stopping = false;
  const end = () => server?.pid && signal(server.pid, 'SIGINT');
  // Whatever ends this process, short of a kill -9, tells the server to stop.
  process.on('exit', end);
  const watching = keepUp();

  async function keepUp(): Promise<void> {
    for (let attempt = 0; !stopping; attempt++) {
      if (server) {
        await ended(server);
        server = undefined;
        attempt = 0;
        if (!stopping) log.error('the database server died; starting it again');
        continue;
      }
      await pause(Math.min(50 * 2 ** attempt, LONGEST_PAUSE_MS));
      if (stopping) return;
      try {
        await clearOrphans(cluster.folder, log);
        server = await startServer(cluster, port, log);
        log.info('the database server is back');
      } catch (err) {
        log.error({ err }, 'the database server does not start; trying again');
      }
    }
  }

  return {
    async stop() {
      stopping = true;
      if (server?.pid) await stopServer(server.pid, cluster.folder);
      await watching;
      // It may have come up again in the very moment we were asked to stop.
      if (server?.pid) await stopServer(server.pid, cluster.folder);
      process.off('exit', end);
    },
  };
}

async function startServer(cluster: Cluster, port: number, log: Log): Promise<ChildProcess> {
  const { file, dataFolder, options } = programOn(cluster, 'postgres');
  const args = Object.entries(settings(cluster.durable, port)).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // Its own process group: Ctrl-C in a terminal is for us, and we stop the server last.
  const child = spawn(file, ['-D', dataFolder, ...args], {
    ...options,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface(child.stderr!).on('line', (line) => {
      said.push(line);
      if (said.length > 20) said.shift();
      log.debug({ postgres: line }, 'database server');
      if (line.includes('ready to accept connections')) resolve(child);
    });
    child.once('error', (cause) => reject(couldNotStart([cause.message], cause)));
    child.once('close', () => reject(couldNotStart(said)));
  });
}

function settings(durable: boolean, port: number): Record<string, string | number> {
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Errors of statements quote what people typed; the log must not.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    // Segments that are kept for reuse hold what was written, long after it was erased.
    wal_recycle: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

function couldNotStart(said: string[], cause?: unknown): StartFailure {
  const words = said
    .filter((line) => /FATAL|PANIC|error|could not/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC|LOG): +/, ''));
  return new StartFailure(
    `The embedded database could not start: ${words.join('; ') || said.at(-1) || 'it said nothing'}.`,
    { cause },
  );
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => server.once('exit', () => resolve()));
}
