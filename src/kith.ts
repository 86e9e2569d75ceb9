import path from 'node:path';
import type { Pool } from 'pg';
import type { Clock } from './clock';
import type { OnErasure } from './erasing/erasure';
import { createEventTypes } from './event-store/event-types';
import { events } from './events';
import { takeLeftovers } from './forgetting/leftovers';
import type { Log } from './log';
import { createAnnouncer } from './projecting/announce';
import type { Engine } from './projecting/engine';
import { projections } from './projections';
import type { InTransaction } from './reacting/define-reactor';
import { inTransaction } from './reactors';

const schemas = path.join(__dirname, '../schemas');

export type Kith = Engine & { reactors: readonly InTransaction[]; onErasure: OnErasure };

/** The engine with this release's events, projections, and reactors in the transaction of their cause. */
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
