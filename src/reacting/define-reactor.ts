import type { NewEvent, StoredEvent } from '../event-store/define-event';
import type { Reactor } from '../projecting/fan-out';
import type { Wanted } from '../projecting/state';
import type { HandOver } from './hand-over';

/** One event for one reactor. It may come again: after a failure, and after a kill. */
export type Reaction = {
  event: StoredEvent;
  /** The same whenever this reactor is given this event: what receives the effect can tell a repetition by it. */
  key: string;
  handOver: HandOver;
};

/** Has a side effect after an event's commit: at least once for each event, in order in each stream. */
export type AfterCommit = Reactor & {
  /** A rejection is a failure: this event comes again later, and those behind it in its stream wait. */
  react(reaction: Reaction): Promise<void>;
};

/** An event that a command decided on, at the position that it will have. */
export type Cause = { type: string; subject: number | null; position: number; payload: unknown };

/** Follows up an event with further ones, appended with it or not at all. */
export type InTransaction = {
  /** Kebab-case, and never another's. */
  name: string;
  on: readonly string[];
  /** The rows to react on, by table stem; as they are before the cause. */
  wants(cause: Cause): Wanted[];
  /** Pure. Further events are followed up by no reactor. */
  react(cause: Cause, tables: never): NewEvent[];
};
