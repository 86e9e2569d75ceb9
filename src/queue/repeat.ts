import type { Log } from '../base/log';

export type Repetition = {
  /** Makes the next turn come at once; during a turn: right behind it. */
  wake(): void;
  /** Waits for the running turn. */
  stop(): Promise<void>;
};

/**
 * Takes a turn about every `every` milliseconds. A turn may say how long to rest behind it, whoever wakes. One that
 * fails is logged, and the next one comes as ever.
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
      const tired = await turn().catch((error: Error & { code?: string }) => {
        log.warn(
          { repetition: name, error: error.name, code: error.code },
          'A turn failed; the next one tries again',
        );
        return undefined;
      });
      if (tired) await rest(tired);
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
