import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, StartFailure } from '../../base/failure';
import { birthOf, parentOf } from '../../base/running-processes';

/** How long to wait for an earlier Kith that is stopping. */
const WAIT_MS = 3_000;
/** A Kith whose npm process is gone notices that, and stops properly: during its start, that takes a while. */
const WAIT_FOR_ORPHAN_MS = 30_000;

/**
 * Locks the data folder for this process, and returns a function that unlocks it. Throws a StartFailure that names the
 * process if a running Kith has locked it.
 */
export async function holdFolder(dataDir: string): Promise<() => void> {
  const file = path.join(dataDir, 'kith.pid');
  const mine = `${process.pid} ${birthOf(process.pid)}`;
  const began = Date.now();
  while (!tryToHold(file, mine)) {
    const holder = folderHolder(dataDir);
    if (holder !== undefined && Date.now() - began > waitFor(holder))
      throw new StartFailure(
        `Kith is already running on ${dataDir}, as process ${holder}. Stop it first, or set DATA_DIR to another folder.`,
      );
    await pause(100);
  }
  return () => {
    if (contentOf(file) === mine) rmSync(file);
  };
}

function waitFor(holder: number): number {
  return parentOf(holder) === 1 ? WAIT_FOR_ORPHAN_MS : WAIT_MS;
}

/** Returns the process id of the running Kith that has locked the data folder, if there is one. */
export function folderHolder(dataDir: string): number | undefined {
  const content = contentOf(path.join(dataDir, 'kith.pid'));
  return content !== undefined && isHeld(content) ? Number(content.split(' ')[0]) : undefined;
}

function tryToHold(file: string, mine: string): boolean {
  const found = contentOf(file);
  if (found !== undefined && isHeld(found)) return false;
  if (found !== undefined) moveAway(file, found);
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false; // another process was faster
    throw new StartFailure(`${file} cannot be written (${codeOf(error)}).`, { cause: error });
  }
}

/** The process id alone is not enough: after a crash, another process may have it. */
function isHeld(content: string): boolean {
  const [pid, birth] = content.split(' ');
  return Number(pid) > 0 && birthOf(Number(pid)) === birth;
}

// Without the rename, of two processes that find a stale file, the slower one could remove the faster one's new file.
function moveAway(file: string, stale: string): void {
  const aside = `${file}-${process.pid}`;
  try {
    renameSync(file, aside);
    if (contentOf(aside) === stale) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StartFailure(`${file} cannot be read (${codeOf(error)}).`, { cause: error });
  }
}
