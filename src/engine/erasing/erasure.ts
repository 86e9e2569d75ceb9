import type { PoolClient } from 'pg';

/** What to erase by law: the events of a subject (null: of the whole account) up to and including `upTo`. */
export type Erasure = {
  accountId: number;
  subject: number | null;
  /** Who requested it. */
  entityId: number;
  upTo: number;
};

/** Deletes the rest of what an erasure covers. Called when it begins, and when it masks events with Message-IDs. */
export type OnErasure = (db: PoolClient, erasure: Erasure, messageIds: readonly string[]) => Promise<void>;
