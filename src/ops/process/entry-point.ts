import { setTimeout as pause } from 'node:timers/promises';
import { type Config, type Purpose, readConfig } from '../../base/config';
import { StartFailure } from '../../base/failure';
import { createLog, describeError, type Log } from '../../base/log';
import { whenNpmIsGone } from './npm-parent';

export type Running = {
  config: Config;
  log: Log;
  /** What came after the script's name. */
  args: string[];
  /** To be done at the end, the last one first. */
  onStop(step: () => Promise<unknown>): void;
  /** Tells of the signal that ends the process. What throws its reason has ended in order. */
  stopping: AbortSignal;
};

type Steps = (() => Promise<unknown>)[];
type Ending = Promise<number> | Promise<void>;

/** npm passes a Ctrl-C on that the terminal sent us already; that is not a second one. */
const ECHO_MS = 1_000;

/** Runs until SIGTERM or SIGINT, stops in order, and exits with 0. A second signal exits at once. */
export function runUntilStopped(
  help: string,
  run: (running: Running) => Promise<void>,
  purpose: Purpose = {},
): void {
  void enter(help, run, { stays: true, ...purpose });
}

/** Runs to its end, stops in order, and exits with the number that `run` resolves to, or 0. */
export function runOnce(help: string, run: (running: Running) => Ending): void {
  void enter(help, run, { stays: false, answersBrowsers: false });
}

async function enter(
  help: string,
  run: (running: Running) => Ending,
  { stays, ...purpose }: Purpose & { stays: boolean },
) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help.trim());
    return endWatching();
  }
  const steps: Steps = [];
  try {
    const config = readConfig(process.env, purpose);
    const log = createLog(config.logLevel);
    const onStop = (step: () => Promise<unknown>) => steps.push(step);
    const stop = new AbortController();
    // Before anything starts: if npm died first, this process would live on unseen.
    const interrupted = untilInterrupted(log);
    void interrupted.then(() => stop.abort());
    const work = run({ config, log, args, onStop, stopping: stop.signal });
    const first = await Promise.race([stays ? work.then(() => interrupted) : work, interrupted]);
    // In the middle of a start, what is being started is waited for, to be stopped then.
    if (stays) await Promise.race([work.catch(unless(stop.signal)), pause(60_000)]);
    const stopped = stopAll(steps);
    // A command that is interrupted holds on to its connections; it resumes another time.
    await (first instanceof Interruption && !stays ? Promise.race([stopped, pause(2_000)]) : stopped);
    process.exit(first instanceof Interruption ? (stays ? 0 : first.code) : (first ?? 0));
  } catch (error) {
    explain(error);
    await stopAll(steps).catch(explain);
    process.exit(1);
  }
}

/**
 * What has only explained itself is not to be run again when a file changes (npm run dev). Node's watcher ends what it
 * watches before it ends itself, and would wait for ever for what has ended already.
 */
function endWatching(): void {
  if (!process.env.WATCH_REPORT_DEPENDENCIES) return;
  process.on('SIGTERM', () => process.exit(0));
  process.kill(process.ppid, 'SIGTERM');
  setTimeout(() => {}, 10_000);
}

/** Passes over the signal's own reason. */
function unless(stopping: AbortSignal) {
  return (error: unknown) => {
    if (!stopping.aborted || error !== stopping.reason) throw error;
  };
}

class Interruption {
  constructor(readonly code: number) {}
}

/** Resolves at the first signal; a second one exits at once. */
function untilInterrupted(log: Log): Promise<Interruption> {
  return new Promise((resolve) => {
    let since: number | undefined;
    const interrupt = (reason: string, code: number) => {
      if (since !== undefined && performance.now() - since > ECHO_MS) process.exit(code);
      if (since !== undefined) return;
      since = performance.now();
      log.info({ reason }, 'stopping');
      resolve(new Interruption(code));
    };
    process.on('SIGTERM', () => interrupt('SIGTERM', 143));
    process.on('SIGINT', () => interrupt('SIGINT', 130));
    // Under nohup, a terminal that closes is none of our business.
    if (process.stdout.isTTY) process.on('SIGHUP', () => interrupt('SIGHUP', 129));
    whenNpmIsGone(() => interrupt('npm is gone', 129));
  });
}

async function stopAll(steps: Steps): Promise<void> {
  for (let step = steps.pop(); step; step = steps.pop()) await step();
}

/** One clear line a fault, for the operator; anything else is a fault of ours, and is described like one. */
function explain(error: unknown): void {
  if (error instanceof StartFailure) for (const line of error.lines) console.error(line);
  else console.error('Kith stopped because of a fault of its own:', describeError(error));
}
