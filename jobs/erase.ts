import type { Task } from 'graphile-worker';
import type { Deciding } from '../src/engine/deciding/execute';
import { finishErasure } from '../src/engine/erasing/erase';
import type { Erasure } from '../src/engine/erasing/erasure';

/** Finishes an erasure whose process died or timed out. */
export function eraseJob(kith: Deciding): Task {
  return (payload) => finishErasure(kith, payload as Erasure);
}
