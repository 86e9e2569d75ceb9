import path from 'node:path';
import type { Pool } from 'pg';
import type { Clock } from './base/clock';
import type { Log } from './base/log';
import { events } from './domain/events';
import { projections } from './domain/projections';
import type { OnErasure } from './engine/erasing/erasure';
import { createAnnouncer } from './engine/projecting/announce';
import type { Engine } from './engine/projecting/engine';
import type { InTransaction } from './engine/reacting/define-reactor';
import { createEventTypes } from './event-store/event-types';
import { takeLeftovers } from './privacy/leftovers';
import { inTransaction } from './reactors';

const schemas = path.join(__dirname, '../schemas');

export type Kith = Engine & { reactors: readonly InTransaction[]; onErasure: OnErasure };

/** Creates the engine with this release's events and projections, and with the reactors that add events to events. */
export function createKith({ pool, log, clock }: { pool: Pool; log: Log; clock: Clock }): Kith {
  return {
    pool,
    log,
    clock,
    eventTypes: createEventTypes(events, schemas),
    projections,
    reactors: inTransaction,
    onErasure: takeLeftovers,
    announce: createAnnouncer(pool),
    retryPauses: [1_000, 2_000, 4_000, 8_000],
  };
}
