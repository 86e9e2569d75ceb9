import type { Log } from '../base/log';

export type Repetition = {
  /** Starts the next turn at once; during a turn, right after it. */
  wake(): void;
  /** Waits for the running turn. */
  stop(): Promise<void>;
};

/**
 * Runs `turn` about every `every` milliseconds. A turn may return how long to rest after it, in milliseconds; `wake`
 * does not shorten the rest. A turn that fails is logged, and the next one runs as usual.
 */
export function repeat(
  name: string,
  log: Log,
  every: number,
  turn: () => Promise<number | undefined>,
): Repetition {
  let stopped = false;
  let woken = false;
  let resting = false;
  let interrupt = () => {};
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const rest = async (milliseconds: number) => {
    resting = true;
    if (!stopped) await pause(milliseconds);
    resting = false;
  };
  const running = (async () => {
    while (!stopped) {
      woken = false;
      const restTime = await turn().catch((error: Error & { code?: string }) => {
        log.warn(
          { repetition: name, error: error.name, code: error.code },
          'A turn failed; the next one tries again',
        );
        return undefined;
      });
      if (restTime) await rest(restTime);
      await pause(woken || stopped ? 0 : every);
    }
  })();
  return {
    wake() {
      woken = true;
      if (!resting) interrupt();
    },
    stop() {
      stopped = true;
      interrupt();
      return running;
    },
  };
}
