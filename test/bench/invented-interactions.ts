import type { Filling } from './fill';
import {
  type InventedEvent,
  inventAccount,
  inventContact,
  inventInteraction,
  timeOf,
} from './invented-stream';
import type { Random } from './random';

/**
 * Returns options for `fill` that create one account, with one contact for each count and that many interactions. All
 * contacts come first, then their interactions in turns.
 */
export function withInteractions(counts: readonly number[]): Pick<Filling, 'streams' | 'invent'> {
  const interactions = counts.reduce((sum, count) => sum + count, 0);
  return {
    streams: [1 + counts.length + interactions],
    invent: (random, count, until) => inventInteractions(random, counts, count, until),
  };
}

/** The position of the first contact, after account-opened. */
const first = 2;

function* inventInteractions(
  random: Random,
  counts: readonly number[],
  count: number,
  until: Date,
): Generator<InventedEvent> {
  const timeAt = (position: number) => timeOf(position, count, until);
  yield { ...inventAccount(), position: 1, subject: null, at: timeAt(1) };
  let position = first;
  for (; position < first + counts.length; position++)
    yield { ...inventContact(random, position), position, subject: position, at: timeAt(position) };
  for (let turn = 0; position <= count; turn++) {
    for (const [index, interactions] of counts.entries()) {
      if (interactions <= turn) continue;
      const [subject, at] = [first + index, timeAt(position)];
      yield { ...inventInteraction(random, subject, at), position, subject, at };
      position++;
    }
  }
}
