import type { NewKithEvent } from '../../src/domain/events';
import { followUps } from '../../src/engine/deciding/decide';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { inTransaction } from '../../src/reactors';
import type { Stream } from './stream';

/** Returns the events that reactors append with these events, in the same transaction. */
export function followingUp(
  stream: Stream,
  decided: readonly NewKithEvent[],
  { followedUp }: Pick<AnyCommand, 'followedUp'> = {},
): NewKithEvent[] {
  if (followedUp === false) return [];
  const further = followUps(inTransaction, decided, { head: stream.head, tables: stream.tables() });
  return further.map(({ cause, ...event }) => event as NewKithEvent);
}
