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
 * What `fill` makes an account of that has a contact for each of these counts, with so many interactions: first all
 * contacts, then their interactions in turns.
 */
export function talks(counts: readonly number[]): Pick<Filling, 'streams' | 'invent'> {
  const interactions = counts.reduce((sum, count) => sum + count, 0);
  return {
    streams: [1 + counts.length + interactions],
    invent: (random, count, until) => inventTalks(random, counts, count, until),
  };
}

/** The position of the first contact: after the account's own event. */
const first = 2;

function* inventTalks(
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
