import type { Pool } from 'pg';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { EventTypes } from '../../event-store/event-types';
import type { Projection } from './define-projection';

/** What the engine's steps need: a database, and this release's events and projections. */
export type Engine = {
  pool: Pool;
  log: Log;
  clock: Clock;
  eventTypes: EventTypes;
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables are in one list
  projections: readonly Projection<any>[];
  /** Announces that a stream has moved, so that the next poll comes early. Returns at once; may get lost. */
  announce: () => void;
  /** Pauses after a handler's failures, in milliseconds; a failure after the last one parks the projection. */
  retryPauses: readonly number[];
  /** Aborts a fold of a stream from its beginning, which then throws the signal's reason; the next one starts over. */
  stopping?: AbortSignal;
};
