import type { Progress } from '../../engine/replaying/replay';

/**
 * Shows the progress of a replay on standard error, so that the result can be piped. In a terminal it updates one line;
 * elsewhere it prints a new line every few seconds, and one at the end of a replay that took long enough for a first one.
 * `seconds`: the time since the replay started.
 */
export function progressPrinter(seconds: () => number) {
  const { isTTY } = process.stderr;
  const every = isTTY ? 0.2 : 5;
  let printed = isTTY ? 0 : -4;
  let pending: Progress | null = null;
  return {
    show(progress: Progress): void {
      pending = progress;
      if (seconds() - printed < every) return;
      pending = null;
      printed = seconds();
      process.stderr.write(
        isTTY ? `\r${inWords(progress, printed)}\u001b[K` : `${inWords(progress, printed)}\n`,
      );
    },
    end(): void {
      if (isTTY) process.stderr.write('\r\u001b[K');
      else if (pending && printed > 0) process.stderr.write(`${inWords(pending, seconds())}\n`);
    },
  };
}

function inWords({ streams, total, events }: Progress, seconds: number): string {
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const left = streams > 0 ? (seconds / streams) * (total - streams) : 0;
  return (
    `${count(streams)} of ${count(total)} streams, ${count(events)} events, ` +
    `${count(events / seconds)} per second, about ${Math.ceil(left)} s left`
  );
}
