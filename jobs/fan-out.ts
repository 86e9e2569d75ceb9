import type { Engine } from '../src/projecting/engine';
import { fanOut, type Listener } from '../src/projecting/fan-out';
import { type Repetition, repeat } from '../src/worker/repeat';

/** How often streams are polled; a notification only makes the next poll come early (decision 8). */
const pollEvery = 250;

export function startFanOut(kith: Engine, reactors: readonly Listener[]): Repetition {
  return repeat('fan-out', kith.log, pollEvery, () => fanOut(kith, reactors));
}
