import type { Pool } from 'pg';
import { sqlStateOf } from './sqlstate';

/** What is asked at the same moment, answered by one statement or transaction. */
export type AmongOthers<Ask, Answer> = {
  /** How many go at most with one way to the database. */
  most: number;
  /** Which of those that wait may go with the first of them, itself included. All, where it isn't said. */
  companions?(waiting: readonly Ask[]): readonly Ask[];
  /** The answers, in the order of what was asked; undefined for who has to ask alone. */
  together(pool: Pool, asks: readonly Ask[]): Promise<readonly (Answer | undefined)[]>;
  alone(pool: Pool, ask: Ask): Promise<Answer>;
};

type Waiting<Ask, Answer> = {
  ask: Ask;
  resolve(answer: Answer | Promise<Answer>): void;
  reject(error: unknown): void;
};
type Queue<Ask, Answer> = { waiting: Waiting<Ask, Answer>[]; underWay: number };

/** While one is at work in the database, the next one is being filled. */
const atOnce = 2;

/**
 * Lets those that ask at the same moment share a way to the database and back. Nobody waits longer for it, since
 * whoever finds nothing under way leaves at once. What the database refuses to many, each asks alone; a connection that
 * broke may have broken behind a commit, so nobody asks again.
 */
export function amongOthers<Ask, Answer>(
  group: AmongOthers<Ask, Answer>,
): (pool: Pool, ask: Ask) => Promise<Answer> {
  const queues = new WeakMap<Pool, Queue<Ask, Answer>>();
  const leave = (pool: Pool, queue: Queue<Ask, Answer>) => {
    while (queue.underWay < atOnce && queue.waiting.length > 0) {
      const going = chosen(group, queue.waiting);
      queue.waiting = queue.waiting.filter((one) => !going.includes(one));
      queue.underWay++;
      void go(group, pool, going).finally(() => {
        queue.underWay--;
        leave(pool, queue);
      });
    }
  };
  return (pool, ask) => {
    const queue = queues.get(pool) ?? { waiting: [], underWay: 0 };
    queues.set(pool, queue);
    return new Promise((resolve, reject) => {
      queue.waiting.push({ ask, resolve, reject });
      // Whoever asks in the same turn of the event loop comes along.
      if (queue.waiting.length === 1) setImmediate(leave, pool, queue);
    });
  };
}

function chosen<Ask, Answer>(
  { most, companions }: AmongOthers<Ask, Answer>,
  waiting: readonly Waiting<Ask, Answer>[],
): Waiting<Ask, Answer>[] {
  const going = companions && new Set(companions(waiting.map(({ ask }) => ask)));
  return waiting.filter(({ ask }) => going?.has(ask) ?? true).slice(0, most);
}

/** Never rejects. */
async function go<Ask, Answer>(
  group: AmongOthers<Ask, Answer>,
  pool: Pool,
  going: readonly Waiting<Ask, Answer>[],
): Promise<void> {
  try {
    const answers = await group.together(
      pool,
      going.map(({ ask }) => ask),
    );
    for (const [index, { ask, resolve }] of going.entries())
      resolve(answers[index] ?? group.alone(pool, ask));
  } catch (error) {
    if (isAnswer(error)) for (const { ask, resolve } of going) resolve(group.alone(pool, ask));
    else for (const { reject } of going) reject(error);
  }
}

/** An answer of the database, rather than a connection that broke on the way. */
function isAnswer(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && !/^(08|53|57)/.test(state);
}
