import type { NewEvent, StoredEvent } from '../../event-store/define-event';
import type { HandOver } from './hand-over';

/** The part of a reactor that says which events are for it. */
export type Reactor = {
  /** Kebab-case. Never reuse a name: cursors refer to it. */
  name: string;
  on: readonly string[] | 'every event';
};

/** One event for one reactor. After a failure or a kill, it is repeated with the same event. */
export type Reaction = {
  event: StoredEvent;
  /** Always the same for this reactor and event, so that a receiver can deduplicate. */
  key: string;
  handOver: HandOver;
};

/** Has a side effect after an event's commit: at least once per event, and in order in each stream. */
export type AfterCommit = Reactor & {
  /** If it rejects, this event is retried later, and those after it in its stream wait. */
  react(reaction: Reaction): Promise<void>;
};

/** An event that a command yielded, with the position that it will get. */
export type Cause = { type: string; subject: number | null; position: number; payload: unknown };

/** Adds further events to an event; they are appended together or not at all. */
export type InTransaction = {
  /** Kebab-case, unique. */
  name: string;
  on: readonly string[];
  /**
   * Pure. `tables` are those that the command decided on: they have the subjects that it is about, as they were before
   * the cause. No reactor adds events to the further ones.
   */
  react(cause: Cause, tables: never): NewEvent[];
};
