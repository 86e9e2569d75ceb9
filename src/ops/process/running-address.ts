import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../base/config';
import { codeOf } from '../../base/failure';
import { folderHolder } from '../../database/embedded/folder-lock';

/**
 * Writes down at which address this process answers, for commands that run beside it; the function that it returns
 * takes that back. Only the process that holds the data folder has an address there.
 */
export function tellAddress(dataDir: string, baseUrl: string): () => void {
  const file = fileIn(dataDir);
  writeFileSync(file, `${process.pid} ${baseUrl}\n`, { mode: 0o644 });
  return () => rmSync(file, { force: true });
}

/**
 * The same settings, with the address of the Kith that runs on the data folder where neither BASE_URL nor PORT says
 * another one: the links of a mail that is sent by hand lead to it.
 */
export function besideRunning(config: Config): Config {
  if (config.addressGiven || config.databaseUrl !== undefined) return config;
  return { ...config, baseUrl: runningAddress(config.dataDir) ?? config.baseUrl };
}

/** What a killed process left behind counts for nothing: the address is the living holder's, or none. */
function runningAddress(dataDir: string): string | undefined {
  try {
    const [pid, baseUrl] = readFileSync(fileIn(dataDir), 'utf8').trim().split(' ');
    return Number(pid) === folderHolder(dataDir) ? baseUrl : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'kith.address');
}
