import type { Engine } from '../src/engine/projecting/engine';
import { fanOut } from '../src/engine/projecting/fan-out';
import { type Repetition, repeat } from '../src/queue/repeat';

/** How often to poll streams, in milliseconds. A notification only makes the next poll come early (decision 8). */
const pollEvery = 250;

/** The pause per stream found, and the longest pause, in milliseconds. */
const pausePerStream = 0.25;
const longestPause = 250;

/** Pauses longer the more streams have moved, so that more events of a stream are projected in one batch. */
export function startFanOut(kith: Engine): Repetition {
  return repeat('fan-out', kith.log, pollEvery, async () => {
    const streams = await fanOut(kith);
    return Math.min(streams * pausePerStream, longestPause);
  });
}
