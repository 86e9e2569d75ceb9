import type { PoolClient } from 'pg';
import type { Metadata } from '../event-store/append';
import { reloadEventTypeIds } from '../event-store/event-type-ids';
import { UnknownEventVersion } from '../event-store/event-types';
import type { Engine } from '../projecting/engine';
import type { Erasure } from './erase';

/** Notes are up to 100 kB, so that a page stays small. */
const eventsPerPage = 200;

type Row = {
  position: number;
  subject: number | null;
  event_type_id: number;
  payload: object;
  metadata: Metadata;
};

/**
 * Puts placeholders into the payloads of the erasure's events. Those that are masked already stay as they are, so it
 * may be done again. Tells the positions that were masked, and the Message-IDs that stood in them.
 * Throws UnknownEventVersion where a newer release wrote one of them: what is personal in it, only that one knows.
 */
export async function maskEvents(
  engine: Engine,
  client: PoolClient,
  { accountId, subject, entityId, upTo }: Erasure,
): Promise<{ positions: number[]; messageIds: string[] }> {
  const { types } = await reloadEventTypeIds(engine.pool, client);
  const positions: number[] = [];
  const messageIds: string[] = [];
  for (let after = 0; ; ) {
    const { rows } = await client.query<Row>(
      `select position, subject, event_type_id, payload, metadata from events
        where account_id = $1 and ($2::bigint is null or subject = $2) and position > $3 and position <= $4
          and not masked
        order by position limit $5`,
      [accountId, subject, after, upTo, eventsPerPage],
    );
    if (rows.length === 0) return { positions, messageIds };
    const payloads = rows.map((row) => {
      const type = types.get(row.event_type_id);
      if (!type) throw new UnknownEventVersion('An event of a newer release can’t be masked by this one');
      return engine.eventTypes.mask(type.name, type.version, row.payload, row.subject);
    });
    const page = rows.map(({ position }) => position);
    await client.query('select mask_events($1, $2, $3, $4, $5::jsonb[], $6::jsonb[])', [
      accountId,
      subject,
      entityId,
      page,
      payloads.map((payload) => JSON.stringify(payload)),
      rows.map(({ metadata }) => JSON.stringify(bareMetadata(metadata))),
    ]);
    positions.push(...page);
    messageIds.push(...rows.flatMap(({ payload }) => messageIdIn(payload)));
    after = page.at(-1)!;
  }
}

/** What hangs together stays known; reasons and whatever an import brought along do not. */
function bareMetadata({ command, cause, first }: Metadata): Metadata {
  return {
    ...(typeof command === 'string' && /^[a-z-]{1,60}$/.test(command) && { command }),
    ...(Number.isSafeInteger(cause) && { cause }),
    ...(Number.isSafeInteger(first) && { first }),
  };
}

function messageIdIn(payload: object): string[] {
  const { message_id } = payload as { message_id?: unknown };
  return typeof message_id === 'string' ? [message_id] : [];
}
