import { spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, StartFailure } from '../../base/failure';
import type { Log } from '../../base/log';
import { processesIn } from '../../base/running-processes';
import type { RunAs } from './run-as';

const MAJOR = '18';

/** A cluster's folder, the programs that run on it, and the user that runs them. */
export type Cluster = { folder: string; binaries: string; runAs: RunAs; durable: boolean };

/** The superuser's name. Kith itself connects as a user with fewer rights. */
export const SUPERUSER = 'postgres';

/**
 * Creates the cluster unless it exists: in a temporary folder that is renamed at the end, so that a folder with the
 * final name is always complete. Throws a StartFailure if that fails, or if another version of PostgreSQL created the
 * cluster.
 */
export async function ensureCluster(cluster: Cluster, password: string, log: Log): Promise<void> {
  await removeUnfinished(cluster.folder);
  if (existsSync(cluster.folder)) return checkVersion(cluster.folder);
  log.info({ folder: cluster.folder }, 'creating the database');
  const aside = mkdtempSync(`${cluster.folder}-new-`);
  const folder = path.join(aside, 'cluster');
  const passwordFile = path.join(aside, 'password');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const { runAs } = cluster;
  if (runAs) for (const created of [aside, folder, passwordFile]) chownSync(created, runAs.uid, runAs.gid);
  await initialize({ ...cluster, folder });
  renameSync(folder, cluster.folder);
  flushFolder(path.dirname(cluster.folder));
  rmSync(aside, { recursive: true, force: true });
}

/**
 * Returns how to start one of the cluster's programs. Another user may not be able to reach the folder by its path
 * (below /root), but a process that is started in it finds it at /proc/self/cwd.
 */
export function programOn({ folder, binaries, runAs }: Cluster, program: string) {
  return {
    file: path.join(binaries, 'bin', program),
    dataFolder: runAs ? '/proc/self/cwd' : folder,
    options: {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
    },
  };
}

async function initialize(cluster: Cluster): Promise<void> {
  const { file, dataFolder, options } = programOn(cluster, 'initdb');
  const passwordFile = `${dataFolder}/../password`;
  const args = ['-D', dataFolder, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  args.push('--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions');
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!cluster.durable) args.push('--no-sync');
  // Its own process group: Ctrl-C in a terminal must reach only Kith, which stops properly once the cluster is created.
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const end = () => child.kill();
  process.on('exit', end);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stderr, code] = await Promise.all([text(child.stderr), ended]).finally(() =>
    process.off('exit', end),
  );
  if (code === 0) return;
  const lines = stderr.split('\n').filter((line) => /error|fatal|hint|cannot/i.test(line));
  throw new StartFailure(
    `The embedded database could not be created in ${path.dirname(path.dirname(cluster.folder))}: ${lines.join(' ') || `initdb ended with ${code}`}`,
  );
}

function checkVersion(folder: string): void {
  const file = path.join(folder, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (found === MAJOR) return;
  throw new StartFailure(
    found
      ? `${folder} was created by PostgreSQL ${found}, and this release of Kith includes ${MAJOR}. Dump it with the old release and restore it with this one, or set DATA_DIR to another folder.`
      : `${folder} is not a database that Kith created. Move it elsewhere, or set DATA_DIR to another folder.`,
  );
}

/** A start that was killed may have left an initdb running, which would continue to write. */
async function removeUnfinished(folder: string): Promise<void> {
  const parent = realpathSync(path.dirname(folder));
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${path.basename(folder)}-new-`)) continue;
    const left = path.join(parent, name);
    for (let at = processesIn(path.join(left, 'cluster')); at.length > 0; await pause(50)) {
      for (const pid of at) kill(pid);
      at = processesIn(path.join(left, 'cluster'));
    }
    rmSync(left, { recursive: true, force: true, maxRetries: 3 });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error; // it has ended by itself
  }
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
