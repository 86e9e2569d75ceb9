import type { PoolClient } from 'pg';

/** What to erase by law: the events of a subject (null: of the whole account) up to and including `upTo`. */
export type Erasure = {
  accountId: number;
  subject: number | null;
  /** Who requested it. */
  entityId: number;
  upTo: number;
};

/**
 * Deletes what an erasure covers besides events and projections: called in the transaction that begins it, and again in
 * those that mask events with Message-IDs.
 */
export type OnErasure = (db: PoolClient, erasure: Erasure, messageIds: readonly string[]) => Promise<void>;
