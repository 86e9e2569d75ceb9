import type { Log } from '../log';

export type Repetition = {
  /** Makes the next turn come at once; during a turn: right behind it. */
  wake(): void;
  /** Waits for the running turn. */
  stop(): Promise<void>;
};

/** Takes a turn at least every `every` milliseconds. A turn that fails is logged, and the next one comes as ever. */
export function repeat(name: string, log: Log, every: number, turn: () => Promise<unknown>): Repetition {
  let stopped = false;
  let woken = false;
  let interrupt = () => {};
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, woken || stopped ? 0 : every);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const running = (async () => {
    while (!stopped) {
      woken = false;
      await turn().catch((error: Error & { code?: string }) => {
        log.warn(
          { repetition: name, error: error.name, code: error.code },
          'A turn failed; the next one tries again',
        );
      });
      await pause();
    }
  })();
  return {
    wake() {
      woken = true;
      interrupt();
    },
    stop() {
      stopped = true;
      interrupt();
      return running;
    },
  };
}
