import type { StoredEvent } from '../event-store/define-event';
import type { HandOver } from './hand-over';

/** One event for one reactor. It may come again: after a failure, and after a kill. */
export type Reaction = {
  event: StoredEvent;
  /** The same whenever this reactor is given this event: what receives the effect can tell a repetition by it. */
  key: string;
  handOver: HandOver;
};

/** Has a side effect after an event's commit: at least once for each event, in order in each stream. */
export type AfterCommit = {
  /** Kebab-case, and never another's, a projection's either: cursors and jobs go by it. */
  name: string;
  on: readonly string[] | 'every event';
  /** A rejection is a failure: this event comes again later, and those behind it in its stream wait. */
  react(reaction: Reaction): Promise<void>;
};
