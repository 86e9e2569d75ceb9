import type { PoolClient } from 'pg';
import type { Engine } from '../projecting/engine';
import { dropRows } from './drop-rows';
import { maskEvents } from './mask-events';

/** What is erased by law: all that happened to a subject (null: in the whole account) up to and with a position. */
export type Erasure = {
  accountId: number;
  subject: number | null;
  /** Who asked for it. */
  entityId: number;
  upTo: number;
};

/** What else an erasure takes away besides events and projections, in its transaction. */
export type OnErasure = (db: PoolClient, erasure: Erasure, messageIds: readonly string[]) => Promise<void>;

/**
 * Masks the events of an erasure through the one door, and takes what follows from them out of every projection, in
 * one transaction that holds the stream's row. Returns how many events were masked.
 */
export async function erase(
  engine: Engine & { onErasure?: OnErasure },
  client: PoolClient,
  erasure: Erasure,
): Promise<number> {
  const { positions, messageIds } = await maskEvents(engine, client, erasure);
  await dropRows(engine, client, erasure, positions);
  await engine.onErasure?.(client, erasure, messageIds);
  return positions.length;
}
