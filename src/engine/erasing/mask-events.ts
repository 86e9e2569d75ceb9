import type { PoolClient } from 'pg';
import type { Metadata } from '../../event-store/append';
import { reloadEventTypeIds } from '../../event-store/event-type-ids';
import { UnknownEventVersion } from '../../event-store/event-types';
import type { Engine } from '../projecting/engine';
import type { Erasure, OnErasure } from './erasure';

/** Keeps a batch small: notes are up to 100 kB each. */
const batchSize = 200;

type Row = {
  position: number;
  subject: number | null;
  event_type_id: number;
  payload: object;
  metadata: Metadata;
};

/**
 * Masks a batch of the erasure's events after a position, leaving those that are masked already. Returns the position
 * of the last one, or null if none was left.
 * Throws UnknownEventVersion if a newer release wrote one of them: only that release knows what is personal in it.
 */
export async function maskSome(
  engine: Engine & { onErasure?: OnErasure },
  client: PoolClient,
  erasure: Erasure,
  after: number,
): Promise<number | null> {
  const { accountId, subject, entityId, upTo } = erasure;
  const { types } = await reloadEventTypeIds(engine.pool, client);
  const { rows } = await client.query<Row>(
    `select position, subject, event_type_id, payload, metadata from events
      where account_id = $1 and ${subject === null ? '$2::bigint is null' : 'subject = $2'} and position > $3 and position <= $4
        and not masked
      order by position limit $5`,
    [accountId, subject, after, upTo, batchSize],
  );
  if (rows.length === 0) return null;
  const payloads = rows.map((row) => {
    const type = types.get(row.event_type_id);
    if (!type) throw new UnknownEventVersion('An event of a newer release can’t be masked by this release');
    return engine.eventTypes.mask(type.name, type.version, row.payload, row.subject);
  });
  const positions = rows.map(({ position }) => position);
  await client.query('select mask_events($1, $2, $3, $4, $5::jsonb[], $6::jsonb[])', [
    accountId,
    subject,
    entityId,
    positions,
    payloads.map((payload) => JSON.stringify(payload)),
    rows.map(({ metadata }) => JSON.stringify(bareMetadata(metadata))),
  ]);
  await clearErrors(client, accountId, positions);
  const messageIds = rows.flatMap(({ payload }) => messageIdIn(payload));
  if (messageIds.length > 0) await engine.onErasure?.(client, erasure, messageIds);
  return positions.at(-1)!;
}

/** Keeps which events belong together; drops reasons, and whatever an import added. */
function bareMetadata({ command, cause, first }: Metadata): Metadata {
  return {
    ...(typeof command === 'string' && /^[a-z-]{1,60}$/.test(command) && { command }),
    ...(Number.isSafeInteger(cause) && { cause }),
    ...(Number.isSafeInteger(first) && { first }),
  };
}

/** Skips the cursors of running reactors: the errors that they write next contain no payload, either. */
async function clearErrors(
  client: PoolClient,
  accountId: number,
  positions: readonly number[],
): Promise<void> {
  await client.query(
    `update reactor_cursors set error = null where (account_id, reactor) in (
      select account_id, reactor from reactor_cursors
      where account_id = $1 and failed_position = any($2) and error is not null for update skip locked
    )`,
    [accountId, positions],
  );
}

function messageIdIn(payload: object): string[] {
  const { message_id } = payload as { message_id?: unknown };
  return typeof message_id === 'string' ? [message_id] : [];
}
