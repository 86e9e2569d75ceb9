import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, StartFailure } from '../../base/failure';
import type { Log } from '../../base/log';
import { isAlive, processesIn, worksIn } from '../../base/running-processes';

/** The server that runs on a cluster's folder, if one does: its process id, and its port. */
export function runningServer(cluster: string): { pid: number; port: number } | undefined {
  const [pid, , , port] = pidFile(cluster);
  if (!pid || !isAlive(pid) || !worksIn(pid, cluster)) return undefined;
  return { pid, port: port ?? 0 };
}

/**
 * Ends what an earlier Kith left behind on the cluster's folder: a server whose Kith was killed, the
 * children of a server that was killed itself, and the note of a process id that is no longer a server's.
 */
export async function clearOrphans(cluster: string, log: Log): Promise<void> {
  const orphan = runningServer(cluster);
  if (orphan) {
    log.warn({ orphan: orphan.pid }, 'stopping the database server that an earlier Kith left behind');
    await stopServer(orphan.pid, cluster);
  }
  if (!(await gone(() => processesIn(cluster).length > 0, 5_000)))
    for (const pid of processesIn(cluster)) signal(pid, 'SIGKILL');
  if (!(await gone(() => processesIn(cluster).length > 0, 5_000)))
    throw new StartFailure(
      `Processes of an earlier database server still work in ${cluster}. End them first.`,
    );
  // PostgreSQL would refuse to start if another process bears that id now.
  rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
}

/** Stops a server in order, and by and by less gently. Resolves when it and its children are gone. */
export async function stopServer(pid: number, cluster: string): Promise<void> {
  const isLeft = () => isAlive(pid) || processesIn(cluster).length > 0;
  // SIGINT: ends sessions, writes everything down. SIGQUIT: ends at once, recovers at the next start.
  for (const [how, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signal(pid, how);
    if (await gone(isLeft, patience)) return;
  }
}

/** Sends a signal to a process that may be gone already. */
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
      `${cluster} cannot be read (${codeOf(error)}). Start Kith as the user that made it, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}
