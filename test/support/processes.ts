import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, processesIn } from '../../src/base/running-processes';
import { folderHolder } from '../../src/database/embedded/folder-lock';

const ROOT = path.join(__dirname, '../..');

export type Run = {
  child: ChildProcess;
  stdout: string;
  stderr: string;
  /** Resolves with the match when the output matches the pattern. Rejects if the process ends before that. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Resolves when the process has exited and all its output has been read. */
  exit: Promise<{ code: number | null; signal: string | null }>;
};

const runs = new Set<Run>();

/** Runs a script of the project in its own process. Its environment has only PATH and `env`. */
export function runScript(
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
  /** `detached`: in its own process group, as a terminal does. */
  options: { detached?: boolean } = {},
): Run {
  return runCommand(process.execPath, ['--import', 'tsx', script, ...args], env, options);
}

/** Runs any command in the same way. */
export function runCommand(
  command: string,
  args: string[],
  env: Record<string, string>,
  { detached = false }: { detached?: boolean } = {},
): Run {
  const child = spawn(command, args, {
    cwd: ROOT,
    detached,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const run: Run = { child, stdout: '', stderr: '', exit, says: (pattern) => says(run, pattern) };
  child.stdout!.on('data', (chunk) => {
    run.stdout += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    run.stderr += chunk;
  });
  runs.add(run);
  exit.then(() => runs.delete(run));
  return run;
}

/** Kills processes that a failed test left running, and those that lock or serve the data folder. */
export async function endRuns(dataDir?: string): Promise<void> {
  for (const run of [...runs]) {
    run.child.kill('SIGKILL');
    await run.exit;
  }
  if (dataDir === undefined) return;
  const holder = folderHolder(dataDir);
  if (holder) process.kill(holder, 'SIGKILL');
  const cluster = path.join(dataDir, 'postgres');
  for (const pid of processesIn(cluster)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await until(() => processesIn(cluster).length === 0);
}

/** Returns the process ID of the database server on the data folder. */
export function serverPid(dataDir: string): number {
  return Number.parseInt(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

/** Waits until the condition is true. Throws after a minute, because a longer wait would keep Jest running. */
export async function until(condition: () => unknown): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out waiting for: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function says(run: Run, pattern: RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(run.stdout) ?? pattern.exec(run.stderr);
      if (match) resolve(match);
    };
    run.child.stdout!.on('data', look);
    run.child.stderr!.on('data', look);
    run.exit.then(() => {
      look();
      reject(new Error(`ended without printing ${pattern}:\n${run.stdout}\n${run.stderr}`));
    });
    look();
  });
}
