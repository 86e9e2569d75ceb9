import type { Pool } from 'pg';
import type { Clock } from '../clock';
import type { EventTypes } from '../event-store/event-types';
import type { Log } from '../log';
import type { Projection } from './define-projection';

/** What the engine's steps need: a database, and this release's events and projections. */
export type Engine = {
  pool: Pool;
  log: Log;
  clock: Clock;
  eventTypes: EventTypes;
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables stand in one list
  projections: readonly Projection<any>[];
  /** Says that a stream has moved, so that the next poll comes early. Never waited for, and may get lost. */
  announce: () => void;
  /** Pauses after a handler's failures, in milliseconds; after the last one follows parking. */
  retryPauses: readonly number[];
  /** Ends what folds a stream from its beginning, with its reason thrown; whoever comes next begins again. */
  stopping?: AbortSignal;
};

/** Throws on a name that no projection of this release has. */
export function projectionNamed(engine: Engine, name: string): Projection {
  const found = engine.projections.find((projection) => projection.name === name);
  if (!found) throw new Error(`No projection is called ${name}`);
  return found;
}
