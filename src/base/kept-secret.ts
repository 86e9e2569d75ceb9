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
 * Returns the secret in the file `name` of the data folder. The first time, generates it, readable by the owner only.
 * Throws a StartFailure if the folder isn't writable, or the file can't be read or written.
 */
export function keptSecret(dataDir: string, name: string): string {
  const file = path.join(dataDir, name);
  prepareDataFolder(dataDir);
  try {
    return read(file) ?? make(file);
  } catch (error) {
    throw new StartFailure(
      `Kith can’t read or write ${file} (${codeOf(error)}). Make it accessible to this user, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** Creates the data folder if it doesn't exist. Throws a StartFailure if it can't be created or isn't writable. */
function prepareDataFolder(dataDir: string): void {
  const probe = path.join(dataDir, `.write-${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new StartFailure(
      `DATA_DIR (${dataDir}) is not writable (${codeOf(error)}). Make it writable for this user, or set DATA_DIR to another folder.`,
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

// Writes a temporary file and links it into place, so that two processes starting at once end up with the same secret.
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
