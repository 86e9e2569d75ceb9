import { setTimeout as pause } from 'node:timers/promises';
import { type Config, type Purpose, readConfig } from '../../base/config';
import { StartFailure } from '../../base/failure';
import { createLog, describeError, type Log } from '../../base/log';
import { whenNpmIsGone } from './npm-parent';

export type Running = {
  config: Config;
  log: Log;
  /** The arguments after the script's name. */
  args: string[];
  /** Registers a step to run when the process stops. Steps run in reverse order. */
  onStop(step: () => Promise<unknown>): void;
  /** Aborts when the process is interrupted. Throwing its reason counts as a clean stop. */
  stopping: AbortSignal;
};

type Steps = (() => Promise<unknown>)[];
type Ending = Promise<number> | Promise<void>;

/** npm passes on a Ctrl-C that the terminal has already sent to this process. That doesn't count as a second one. */
const ECHO_MS = 1_000;

/** Runs until SIGTERM or SIGINT, then stops in order and exits with 0. A second signal exits immediately. */
export function runUntilStopped(
  help: string,
  run: (running: Running) => Promise<void>,
  purpose: Purpose = {},
): void {
  void enter(help, run, { stays: true, ...purpose });
}

/** Runs `run` to its end, then stops in order and exits with the number that it resolves to, or 0. */
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
    // This comes before anything starts: if npm died first, this process would keep running unnoticed.
    const interrupted = untilInterrupted(log);
    void interrupted.then(() => stop.abort());
    const work = run({ config, log, args, onStop, stopping: stop.signal });
    const first = await Promise.race([stays ? work.then(() => interrupted) : work, interrupted]);
    // During startup, wait for what is being started, so that it can be stopped.
    if (stays) await Promise.race([work.catch(unless(stop.signal)), pause(60_000)]);
    const stopped = stopAll(steps);
    // An interrupted command may not release its connections. It can be resumed later.
    await (first instanceof Interruption && !stays ? Promise.race([stopped, pause(2_000)]) : stopped);
    process.exit(first instanceof Interruption ? (stays ? 0 : first.code) : (first ?? 0));
  } catch (error) {
    explain(error);
    await stopAll(steps).catch(explain);
    process.exit(1);
  }
}

/**
 * After --help, Node's watcher (npm run dev) must not run the script again when a file changes. The watcher ends the
 * script before itself, and would wait forever for one that has already ended, so this waits to be ended.
 */
function endWatching(): void {
  if (!process.env.WATCH_REPORT_DEPENDENCIES) return;
  process.on('SIGTERM', () => process.exit(0));
  process.kill(process.ppid, 'SIGTERM');
  setTimeout(() => {}, 10_000);
}

/** Rethrows any error except the abort reason. */
function unless(stopping: AbortSignal) {
  return (error: unknown) => {
    if (!stopping.aborted || error !== stopping.reason) throw error;
  };
}

class Interruption {
  constructor(readonly code: number) {}
}

/** Resolves at the first signal. A second one exits immediately. */
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
    // Under nohup, standard output isn't a terminal, and closing the terminal must not stop Kith.
    if (process.stdout.isTTY) process.on('SIGHUP', () => interrupt('SIGHUP', 129));
    whenNpmIsGone(() => interrupt('npm has ended', 129));
  });
}

async function stopAll(steps: Steps): Promise<void> {
  for (let step = steps.pop(); step; step = steps.pop()) await step();
}

/** Prints one line per fault for the operator. Any other error is a bug in Kith, and is printed with its stack. */
function explain(error: unknown): void {
  if (error instanceof StartFailure) for (const line of error.lines) console.error(line);
  else console.error('Kith stopped because of an internal error:', describeError(error));
}
