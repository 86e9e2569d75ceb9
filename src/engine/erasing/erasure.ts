import type { PoolClient } from 'pg';

/** What is erased by law: the events of a subject (null: of the whole account) up to and including a position. */
export type Erasure = {
  accountId: number;
  subject: number | null;
  /** Who asked for it. */
  entityId: number;
  upTo: number;
};

/** What else an erasure takes away besides events and projections, in the transaction that begins it. */
export type OnErasure = (db: PoolClient, erasure: Erasure, messageIds: readonly string[]) => Promise<void>;
