import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const onLinux = process.platform === 'linux';

/**
 * Returns the start time of the process, as a string to compare: a process id alone may have been reused.
 * Undefined if there is no such process. A zombie counts as gone.
 */
export function birthOf(pid: number): string | undefined {
  if (!onLinux) return ps(pid, 'lstart=');
  const stat = statOf(pid);
  return stat && stat.state !== 'Z' ? `${bootId()}/${stat.startedAt}` : undefined;
}

export function isAlive(pid: number): boolean {
  return birthOf(pid) !== undefined;
}

export function parentOf(pid: number): number | undefined {
  const parent = onLinux ? statOf(pid)?.parent : Number(ps(pid, 'ppid=') ?? 0);
  return parent || undefined;
}

/** Returns the name of the process: `node`, `sh`, `npm start`. */
export function nameOf(pid: number): string {
  return (onLinux ? statOf(pid)?.name : ps(pid, 'comm=')) ?? '';
}

/** Returns this user's processes whose working directory is `folder` (an absolute path without links). */
export function processesIn(folder: string): number[] {
  if (!onLinux) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolderOf(pid) === folder && isAlive(pid));
}

/** Whether the process, which must be running, is a server on `folder`. */
export function worksIn(pid: number, folder: string): boolean {
  if (onLinux) return workingFolderOf(pid) === folder;
  return ps(pid, 'command=')?.includes(folder) ?? false;
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // the process has ended, or belongs to another user
  }
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name itself may contain spaces and parentheses.
function statOf(pid: number) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = line.lastIndexOf(')');
    const fields = line.slice(end + 2).split(' ');
    const name = line.slice(line.indexOf('(') + 1, end);
    return { name, state: fields[0], parent: Number(fields[1]), startedAt: fields[19] };
  } catch {
    return undefined; // no such process
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function ps(pid: number, column: string): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() || undefined : undefined;
}
