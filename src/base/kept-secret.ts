import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { codeOf, StartFailure } from './failure';

/**
 * The secret in the file `name` of the data folder; made there, for the owner's eyes only, the first time.
 * Throws a StartFailure if the folder cannot be written.
 */
export function keptSecret(dataDir: string, name: string): string {
  const file = path.join(dataDir, name);
  prepareDataFolder(dataDir);
  try {
    return read(file) ?? make(file);
  } catch (error) {
    throw new StartFailure(
      `${file} cannot be read or written (${codeOf(error)}). Make it accessible to this user, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** Makes the data folder if need be. Throws a StartFailure if that is impossible, or it cannot be written. */
function prepareDataFolder(dataDir: string): void {
  const probe = path.join(dataDir, `.write-${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new StartFailure(
      `DATA_DIR (${dataDir}) cannot be written (${codeOf(error)}). Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

function read(file: string): string | undefined {
  try {
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

// Written aside and linked into place, so that of two processes both end with one whole secret.
function make(file: string): string {
  const aside = `${file}-${randomBytes(6).toString('hex')}`;
  writeFileSync(aside, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (statSync(file).size === 0) renameSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}
