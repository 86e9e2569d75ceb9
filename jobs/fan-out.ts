import type { Engine } from '../src/engine/projecting/engine';
import { fanOut } from '../src/engine/projecting/fan-out';
import { type Repetition, repeat } from '../src/queue/repeat';

/** How often streams are polled; a notification only makes the next poll come early (decision 8). */
const pollEvery = 250;

/** Milliseconds of rest for each stream that was found, and at most. */
const restEach = 0.25;
const longestRest = 250;

/** The more streams move at once, the longer the rest: then more events of a stream share the way to their rows. */
export function startFanOut(kith: Engine): Repetition {
  return repeat('fan-out', kith.log, pollEvery, async () => {
    const streams = await fanOut(kith);
    return Math.min(streams * restEach, longestRest);
  });
}
