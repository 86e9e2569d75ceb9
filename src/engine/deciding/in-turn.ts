import type { Pool } from 'pg';
import { Unavailable } from './refusal';

/** How long a command waits for its turn, in milliseconds. */
const timeout = 5_000;

const queuesOf = new WeakMap<Pool, Map<number, Promise<unknown>>>();

/**
 * Does the work after all earlier work of this process for the same stream, so that a locked stream keeps only one
 * connection waiting. Throws Unavailable if its turn does not come in time.
 */
export function inTurn<T>(pool: Pool, accountId: number, work: () => Promise<T>): Promise<T> {
  const queues = queuesOf.get(pool) ?? new Map<number, Promise<unknown>>();
  queuesOf.set(pool, queues);
  const before = queues.get(accountId);
  const { turn, answer } = before ? workAfter(before, work) : { turn: work(), answer: undefined };
  queues.set(accountId, turn);
  // A caller that timed out keeps its place in the queue; otherwise the next would not wait for the earlier ones.
  const leave = () => {
    if (queues.get(accountId) === turn) queues.delete(accountId);
  };
  turn.then(leave, leave);
  return answer ?? turn;
}

/** `turn` settles when the next work may begin, `answer` when the caller has waited long enough or the work is done. */
function workAfter<T>(before: Promise<unknown>, work: () => Promise<T>) {
  let isWaiting = true;
  let hasTimedOut = false;
  const turn = before
    .catch(() => undefined)
    .then(() => {
      isWaiting = false;
      if (hasTimedOut) throw new Unavailable('The stream is busy');
      return work();
    });
  const answer = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      if (!isWaiting) return;
      hasTimedOut = true;
      reject(new Unavailable('The stream is busy'));
    }, timeout);
    turn.then(resolve, reject).finally(() => clearTimeout(timer));
  });
  return { turn, answer };
}
