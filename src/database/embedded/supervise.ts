import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from '../../base/failure';
import type { Log } from '../../base/log';
import { type Cluster, programOn } from './cluster';
import { clearOrphans, signal, stopServer } from './server-process';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Starts the cluster's server on a port of 127.0.0.1 and keeps it running: if it dies, it is restarted on the same
 * port, after growing pauses. Resolves once the server accepts connections; throws a StartFailure with the server's own
 * messages if the first start fails.
 */
export async function supervise(
  cluster: Cluster,
  port: number,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  let server: ChildProcess | undefined = await startServer(cluster, port, log);
  let stopping = false;
  const end = () => server?.pid && signal(server.pid, 'SIGINT');
  // Stops the server when this process exits for any reason except kill -9.
  process.on('exit', end);
  const watching = keepUp();

  async function keepUp(): Promise<void> {
    for (let attempt = 0; !stopping; attempt++) {
      if (server) {
        await ended(server);
        server = undefined;
        attempt = 0;
        if (!stopping) log.error('the database server died; restarting it');
        continue;
      }
      await pause(Math.min(50 * 2 ** attempt, LONGEST_PAUSE_MS));
      if (stopping) return;
      try {
        await clearOrphans(cluster.folder, log);
        server = await startServer(cluster, port, log);
        log.info('the database server is back');
      } catch (err) {
        log.error({ err }, 'the database server did not start; retrying');
      }
    }
  }

  return {
    async stop() {
      stopping = true;
      if (server?.pid) await stopServer(server.pid, cluster.folder);
      await watching;
      // The server may have been restarted just when we were asked to stop.
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
  // Its own process group: Ctrl-C in a terminal must reach only Kith, which stops the server last.
  const child = spawn(file, ['-D', dataFolder, ...args], {
    ...options,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const output: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface(child.stderr!).on('line', (line) => {
      output.push(line);
      if (output.length > 20) output.shift();
      log.debug({ postgres: line }, 'database server');
      if (line.includes('ready to accept connections')) resolve(child);
    });
    child.once('error', (cause) => reject(couldNotStart([cause.message], cause)));
    child.once('close', () => reject(couldNotStart(output)));
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
    // Errors of statements quote what people typed, which must not be in the log.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    // Segments that are kept for reuse contain data long after it was erased.
    wal_recycle: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

function couldNotStart(output: string[], cause?: unknown): StartFailure {
  const errors = output
    .filter((line) => /FATAL|PANIC|error|could not/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC|LOG): +/, ''));
  return new StartFailure(
    `The embedded database could not start: ${errors.join('; ') || output.at(-1) || 'it printed nothing'}.`,
    { cause },
  );
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => server.once('exit', () => resolve()));
}
