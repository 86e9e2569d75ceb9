import { subjectOf } from '../../event-store/append';
import type { NewEvent } from '../../event-store/define-event';
import type { Engine } from '../projecting/engine';
import type { InTransaction } from '../reacting/define-reactor';
import type { AnyCommand, Facts } from './define-command';
import type { Log, Tables } from './log';
import { folding, tablesOfEvents } from './read-log';
import { Refusal } from './refusal';

/** The part of the engine that decides, without a database. */
export type DecisionEngine = Pick<Engine, 'projections' | 'clock'> & { reactors?: readonly InTransaction[] };

/** Returns the events that a command yields and those that reactors add. Throws Unavailable if a handler fails. */
export function decide<Input>(
  engine: DecisionEngine,
  command: AnyCommand<Input>,
  input: Input,
  log: Log,
  entityId: number,
): Refusal | (NewEvent & { cause?: number })[] {
  return folding(() => {
    const decided = command.decide(factsOf(engine, command.seen?.(input) ?? null, log, entityId), input);
    if (decided instanceof Refusal || command.followedUp === false) return decided;
    return [...decided, ...followUps(engine.reactors ?? [], decided, log)];
  });
}

/** Tables are folded when a command reads them; `then` is folded separately only if there are events after `seen`. */
function factsOf(engine: DecisionEngine, seen: number | null, log: Log, entityId: number): Facts<Tables> {
  const { head, events, tables } = log;
  const hasMoved = seen !== null && (events.at(-1)?.position ?? 0) > seen;
  const then = hasMoved
    ? tablesOfEvents(
        engine,
        events.filter(({ position }) => position <= seen),
      )
    : tables;
  // Inherited, not copied: copying a table would fold it.
  return Object.assign(Object.create(tables), { head, events, then, entityId, now: engine.clock() });
}

/**
 * Returns the events that reactors add to those decided at this head, in order, each with the position of its cause.
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
