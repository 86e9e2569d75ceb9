import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, StartFailure } from '../../base/failure';
import { birthOf, parentOf } from '../../base/running-processes';

/** How long an earlier Kith may take that is on its way out. */
const PATIENCE_MS = 3_000;
/** One that its npm has left behind will notice, and stop in order: that takes a while in the middle of a start. */
const PATIENCE_WITH_ORPHANS_MS = 30_000;

/**
 * Takes the data folder for this process; the function it returns gives it back.
 * Throws a StartFailure that names the process if a living Kith holds it.
 */
export async function holdFolder(dataDir: string): Promise<() => void> {
  const file = path.join(dataDir, 'kith.pid');
  const mine = `${process.pid} ${birthOf(process.pid)}`;
  const began = Date.now();
  while (!tryToHold(file, mine)) {
    const holder = folderHolder(dataDir);
    if (holder !== undefined && Date.now() - began > patienceWith(holder))
      throw new StartFailure(
        `Kith is running on ${dataDir} already, as process ${holder}. Stop that one first, or set DATA_DIR to another folder.`,
      );
    await pause(100);
  }
  return () => {
    if (contentOf(file) === mine) rmSync(file);
  };
}

function patienceWith(holder: number): number {
  return parentOf(holder) === 1 ? PATIENCE_WITH_ORPHANS_MS : PATIENCE_MS;
}

/** The process id of the living Kith that holds the data folder, if one does. */
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
    if (codeOf(error) === 'EEXIST') return false; // another one was quicker
    throw new StartFailure(`${file} cannot be written (${codeOf(error)}).`, { cause: error });
  }
}

/** A process id alone says little: after a crash, another process may bear it. */
function isHeld(content: string): boolean {
  const [pid, birth] = content.split(' ');
  return Number(pid) > 0 && birthOf(Number(pid)) === birth;
}

// Of two that find the same stale file, the slower might otherwise remove the quicker one's new file.
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
