import type { NewEvent, StoredEvent } from '../../event-store/define-event';
import type { HandOver } from './hand-over';

/** As much of a reactor as it takes to know what is for it. */
export type Reactor = {
  /** Kebab-case, and never another's: cursors go by it. */
  name: string;
  on: readonly string[] | 'every event';
};

/** One event for one reactor. It may come again: after a failure, and after a kill. */
export type Reaction = {
  event: StoredEvent;
  /** Always the same for this reactor and event, so that a receiver recognizes a repetition. */
  key: string;
  handOver: HandOver;
};

/** Has a side effect after an event's commit: at least once for each event, in order in each stream. */
export type AfterCommit = Reactor & {
  /** A rejection is a failure: this event comes again later, and those after it in its stream wait. */
  react(reaction: Reaction): Promise<void>;
};

/** An event that a command decided on, at the position that it will have. */
export type Cause = { type: string; subject: number | null; position: number; payload: unknown };

/** Follows up an event with further ones, appended with it or not at all. */
export type InTransaction = {
  /** Kebab-case, and never another's. */
  name: string;
  on: readonly string[];
  /**
   * Pure. `tables` are those that the command decided on: they know the subjects that it is about, as they were before
   * the cause. Further events are followed up by no reactor.
   */
  react(cause: Cause, tables: never): NewEvent[];
};
