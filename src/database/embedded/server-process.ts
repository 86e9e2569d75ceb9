import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, StartFailure } from '../../base/failure';
import type { Log } from '../../base/log';
import { isAlive, processesIn, worksIn } from '../../base/running-processes';

/** Returns the process id and the port of the server that runs on a cluster's folder, if there is one. */
export function runningServer(cluster: string): { pid: number; port: number } | undefined {
  const [pid, , , port] = pidFile(cluster);
  if (!pid || !isAlive(pid) || !worksIn(pid, cluster)) return undefined;
  return { pid, port: port ?? 0 };
}

/**
 * Cleans up after an earlier Kith: ends a server whose Kith was killed, and the children of a server that was killed
 * itself, and deletes a stale pid file. Throws a StartFailure if processes remain.
 */
export async function clearOrphans(cluster: string, log: Log): Promise<void> {
  const orphan = runningServer(cluster);
  if (orphan) {
    log.warn({ orphan: orphan.pid }, 'stopping the database server that an earlier Kith left running');
    await stopServer(orphan.pid, cluster);
  }
  if (!(await gone(() => processesIn(cluster).length > 0, 5_000)))
    for (const pid of processesIn(cluster)) signal(pid, 'SIGKILL');
  if (!(await gone(() => processesIn(cluster).length > 0, 5_000)))
    throw new StartFailure(
      `Processes of an earlier database server are still running in ${cluster}. End them first.`,
    );
  // PostgreSQL would refuse to start if another process has the id in this file now.
  rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
}

/** Stops a server, first cleanly and then by force. Resolves when it and its children are gone. */
export async function stopServer(pid: number, cluster: string): Promise<void> {
  const isLeft = () => isAlive(pid) || processesIn(cluster).length > 0;
  // SIGINT ends sessions and shuts down cleanly. SIGQUIT quits at once, with a recovery at the next start.
  for (const [how, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signal(pid, how);
    if (await gone(isLeft, patience)) return;
  }
}

/** Sends a signal to a process, which may have ended already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

async function gone(isLeft: () => boolean, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (isLeft()) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

// Lines: process id, data folder, start time, port. https://www.postgresql.org/docs/current/storage-file-layout.html
function pidFile(cluster: string): number[] {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n').map(Number);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new StartFailure(
      `${cluster} cannot be read (${codeOf(error)}). Start Kith as the user that created it, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}
