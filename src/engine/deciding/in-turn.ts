import type { Pool } from 'pg';
import { Unavailable } from './refusal';

/** How long a command waits for its turn, in milliseconds. */
const patience = 5_000;

const queuesOf = new WeakMap<Pool, Map<number, Promise<unknown>>>();

/**
 * Does the work once all earlier work of this process for the same stream has ended, so that a stream whose row is
 * locked keeps one connection waiting, and not all of them. Throws Unavailable where its turn does not come in time.
 */
export function inTurn<T>(pool: Pool, accountId: number, work: () => Promise<T>): Promise<T> {
  const queues = queuesOf.get(pool) ?? new Map<number, Promise<unknown>>();
  queuesOf.set(pool, queues);
  const before = queues.get(accountId);
  const { turn, answer } = before ? waiting(before, work) : { turn: work(), answer: undefined };
  queues.set(accountId, turn);
  // A caller that gave up keeps its place in line; otherwise the next would not wait for those ahead.
  const leave = () => {
    if (queues.get(accountId) === turn) queues.delete(accountId);
  };
  turn.then(leave, leave);
  return answer ?? turn;
}

/** `turn`: settles when the next one may begin. */
function waiting<T>(before: Promise<unknown>, work: () => Promise<T>) {
  let waits = true;
  let isTooLate = false;
  const turn = before
    .catch(() => undefined)
    .then(() => {
      waits = false;
      if (isTooLate) throw new Unavailable('The stream is busy');
      return work();
    });
  const answer = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      if (!waits) return;
      isTooLate = true;
      reject(new Unavailable('The stream is busy'));
    }, patience);
    turn.then(resolve, reject).finally(() => clearTimeout(timer));
  });
  return { turn, answer };
}
