// A process to be killed at any moment: a worker, and writers that print each submission before they send it.

import { systemClock } from '../../src/base/clock';
import { readConfig } from '../../src/base/config';
import { createLog } from '../../src/base/log';
import { createEnginePool } from '../../src/database/pool';
import { createKith } from '../../src/kith';
import { startWorker } from '../../src/worker/start-worker';
import { newSubmission, type Submission, submit } from './submitters';

/** `pending`: submissions that the previous, killed process sent without getting an answer. */
export type Task = { writers: number; abouts: Omit<Submission, 'token'>[]; pending: Submission[] };
/** Each is one line on standard output. */
export type Said =
  | { kind: 'ready' }
  | { kind: 'sending'; submission: Submission }
  | { kind: 'saved' | 'saved before'; token: string };

const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);

async function run({ writers, abouts, pending }: Task): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog('silent');
  const pool = createEnginePool(config.databaseUrl!);
  const kith = createKith({ pool, log, clock: systemClock });
  const sweeping = { every: 300, olderThan: 0.5 };
  await startWorker({ config, pool, log, clock: systemClock }, { cron: false, sweeping });
  say({ kind: 'ready' });
  const write = async (submission: Submission) => {
    say({ kind: 'sending', submission });
    say({ kind: await submit(kith, submission), token: submission.token });
  };
  const writer = async (number: number) => {
    for (;;) await write(pending.pop() ?? newSubmission(abouts, number++));
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
}

void run(JSON.parse(process.argv[2]!));
