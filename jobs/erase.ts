import type { Task } from 'graphile-worker';
import type { Deciding } from '../src/deciding/execute';
import { finishErasure } from '../src/erasing/erase';
import type { Erasure } from '../src/erasing/erasure';

/** Finishes an erasure whose process died, or took long. */
export function eraseJob(kith: Deciding): Task {
  return (payload) => finishErasure(kith, payload as Erasure);
}
