import { subjectOf } from '../../event-store/append';
import type { NewEvent } from '../../event-store/define-event';
import type { Engine } from '../projecting/engine';
import type { InTransaction } from '../reacting/define-reactor';
import type { AnyCommand, Facts } from './define-command';
import type { Log, Tables } from './log';
import { folding, tablesOfEvents } from './read-log';
import { Refusal } from './refusal';

export type Deciding = Pick<Engine, 'projections' | 'clock'> & { reactors?: readonly InTransaction[] };

/** What a command decides on this input, and what reactors add. Throws Unavailable where a handler fails. */
export function decide<Input>(
  deciding: Deciding,
  command: AnyCommand<Input>,
  input: Input,
  log: Log,
  entityId: number,
): Refusal | (NewEvent & { cause?: number })[] {
  return folding(() => {
    const decided = command.decide(factsOf(deciding, command.seen?.(input) ?? null, log, entityId), input);
    if (decided instanceof Refusal || command.followedUp === false) return decided;
    return [...decided, ...followUps(deciding.reactors ?? [], decided, log)];
  });
}

/** Tables are folded when a command looks at them; `then` needs a fold of its own only if something happened since. */
function factsOf(deciding: Deciding, seen: number | null, log: Log, entityId: number): Facts<Tables> {
  const { head, events, tables } = log;
  const hasMoved = seen !== null && (events.at(-1)?.position ?? 0) > seen;
  const then = hasMoved
    ? tablesOfEvents(
        deciding,
        events.filter(({ position }) => position <= seen),
      )
    : tables;
  // Inherited, not copied: copying a table would fold it.
  return Object.assign(Object.create(tables), { head, events, then, entityId, now: deciding.clock() });
}

/**
 * What reactors add to what was decided on this head, in the order of the events, each with the position of its cause.
 * `tables`: those that the command decided on.
 */
export function followUps(
  reactors: readonly InTransaction[],
  decided: readonly NewEvent[],
  { head, tables }: Pick<Log, 'head' | 'tables'>,
): (NewEvent & { cause: number })[] {
  return decided.flatMap((event, index) => {
    const { type, payload } = event;
    const cause = { type, payload, subject: subjectOf(event, head, index), position: head + index + 1 };
    return reactors
      .filter(({ on }) => on.includes(type))
      .flatMap((reactor) => reactor.react(cause, tables as never))
      .map((further) => ({ ...further, cause: cause.position }));
  });
}
