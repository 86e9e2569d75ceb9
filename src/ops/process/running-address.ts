import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../base/config';
import { codeOf } from '../../base/failure';
import { folderHolder } from '../../database/embedded/folder-lock';

/**
 * Records this process's address in the data folder, for commands that run alongside it. Returns a function that removes
 * the record. Call this only in the process that holds the folder's lock.
 */
export function recordAddress(dataDir: string, baseUrl: string): () => void {
  const file = fileIn(dataDir);
  writeFileSync(file, `${process.pid} ${baseUrl}\n`, { mode: 0o644 });
  return () => rmSync(file, { force: true });
}

/**
 * Returns the settings with the base URL of the Kith that is running on the data folder, unless BASE_URL or PORT is set.
 * Links in emails sent by a command use it.
 */
export function withRunningAddress(config: Config): Config {
  if (config.addressGiven || config.databaseUrl !== undefined) return config;
  return { ...config, baseUrl: runningAddress(config.dataDir) ?? config.baseUrl };
}

/** Ignores the record of a process that was killed: the address counts only if its process still holds the lock. */
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
