import type { Pool } from 'pg';
import type { Actor } from '../../src/engine/deciding/execute';
import { appendStored } from './stored-event';

/** Appends an event of a type unknown to this release, as a newer release would. */
export async function appendUnknownEvent(
  pool: Pool,
  actor: Actor,
  subject: number | null,
  type = { name: 'contact-photographed', version: 1 },
  payload: object = {},
): Promise<void> {
  await pool.query(
    `insert into event_types (name, version, schema) values ($1, $2, '{}') on conflict do nothing`,
    [type.name, type.version],
  );
  await appendStored(pool, actor, subject, type, payload);
}
