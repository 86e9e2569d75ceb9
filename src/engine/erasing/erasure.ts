import type { PoolClient } from 'pg';

/** What to erase by law: the events of a subject (null: of the whole account) up to and including `upTo`. */
export type Erasure = {
  accountId: number;
  subject: number | null;
  /** Who requested it. */
  entityId: number;
  upTo: number;
};

/** Deletes whatever else an erasure covers: called in the transactions that begin it, and that mask Message-IDs. */
export type OnErasure = (db: PoolClient, erasure: Erasure, messageIds: readonly string[]) => Promise<void>;
