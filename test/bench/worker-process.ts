import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runScript } from '../support/processes';

export type OwnProcess = { pid: number; stop(): Promise<void>; said: RegExpMatchArray };

/** A worker as `npm run worker` runs it, ready to work. */
export function startWorkerProcess(url: string): Promise<OwnProcess> {
  return startProcess('src/worker.ts', /worker is ready/, { DATABASE_URL: url });
}

/** A web process as `npm run web` runs it, listening. */
export async function startWebProcess(url: string): Promise<OwnProcess & { address: string }> {
  const web = await startProcess('src/web.ts', /is ready: (\S+)/, { DATABASE_URL: url, PORT: '0' });
  return { ...web, address: web.said[1]! };
}

/** A script of the project as a process of its own, once it has said that it is ready. */
export async function startProcess(
  script: string,
  ready: RegExp,
  settings: Record<string, string>,
): Promise<OwnProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-bench-process-'));
  const env = { SESSION_SECRET: sessionSecret, DATA_DIR: folder, LOG_LEVEL: 'silent', ...settings };
  const run = runScript(script, [], env);
  const said = await run.says(ready);
  return {
    pid: run.child.pid!,
    said,
    async stop() {
      run.child.kill('SIGTERM');
      await run.exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same for all processes of a measurement; it guards nothing. */
const sessionSecret = 's'.repeat(32);
