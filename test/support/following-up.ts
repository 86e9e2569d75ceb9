import type { AnyCommand } from '../../src/deciding/define-command';
import type { NewKithEvent } from '../../src/events';
import { followUps, furtherEvents } from '../../src/reacting/further-events';
import { inTransaction } from '../../src/reactors';
import type { Stream } from './stream';

/** What reactors append with these events, in the same transaction. */
export function followingUp(
  stream: Stream,
  decided: readonly NewKithEvent[],
  { followedUp }: Pick<AnyCommand, 'followedUp'> = {},
): NewKithEvent[] {
  if (followedUp === false) return [];
  const further = furtherEvents(followUps(inTransaction, decided, stream.head), stream.tables());
  return further.map(({ cause, ...event }) => event as NewKithEvent);
}
