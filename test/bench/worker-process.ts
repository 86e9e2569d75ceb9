import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runScript } from '../support/processes';

export type OwnProcess = { pid: number; stop(): Promise<void>; ready: RegExpMatchArray };

/** Starts a worker as `npm run worker` does. Resolves when it is ready. */
export function startWorkerProcess(url: string): Promise<OwnProcess> {
  return startProcess('src/worker.ts', /worker is ready/, { DATABASE_URL: url });
}

/** Starts a web process as `npm run web` does. Resolves when it is listening. */
export async function startWebProcess(url: string): Promise<OwnProcess & { address: string }> {
  const web = await startProcess('src/web.ts', /is ready: (\S+)/, { DATABASE_URL: url, PORT: '0' });
  return { ...web, address: web.ready[1]! };
}

/** Starts a script of the project as a separate process. Resolves when its output matches `readyMessage`. */
export async function startProcess(
  script: string,
  readyMessage: RegExp,
  settings: Record<string, string>,
): Promise<OwnProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-bench-process-'));
  const env = { SESSION_SECRET: sessionSecret, DATA_DIR: folder, LOG_LEVEL: 'silent', ...settings };
  const run = runScript(script, [], env);
  const ready = await run.says(readyMessage);
  return {
    pid: run.child.pid!,
    ready,
    async stop() {
      run.child.kill('SIGTERM');
      await run.exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same for all processes of a measurement. It protects nothing. */
const sessionSecret = 's'.repeat(32);
