import path from 'node:path';
import type { Pool } from 'pg';
import type { Clock } from './clock';
import { createEventTypes } from './event-store/event-types';
import { events } from './events';
import type { Log } from './log';
import { createAnnouncer } from './projecting/announce';
import type { Engine } from './projecting/engine';
import { projections } from './projections';

const schemas = path.join(__dirname, '../schemas');

/** The engine with this release's events and projections. */
export function createKith({ pool, log, clock }: { pool: Pool; log: Log; clock: Clock }): Engine {
  return {
    pool,
    log,
    clock,
    eventTypes: createEventTypes(events, schemas),
    projections,
    announce: createAnnouncer(pool),
    retryPauses: [1_000, 2_000, 4_000, 8_000],
  };
}
