import type { Pool } from 'pg';
import type { Actor } from '../../src/deciding/execute';

/** Appends an event of a type that this release does not know, as a newer one would. */
export async function appendUnknownEvent(
  pool: Pool,
  { accountId, entityId }: Actor,
  subject: number | null,
  type = { name: 'contact-photographed', version: 1 },
  payload: object = {},
): Promise<void> {
  await pool.query(
    `insert into event_types (name, version, schema) values ($1, $2, '{}') on conflict do nothing`,
    [type.name, type.version],
  );
  await pool.query(
    `with moved as (
      update streams set head = head + 1, last_at = clock_timestamp() where account_id = $1
      returning head, last_at
    )
    insert into events (account_id, position, subject, event_type_id, entity_id, payload, created_at)
    select $1, head, $3, t.id, $2, $6, last_at from moved, event_types t where t.name = $4 and t.version = $5`,
    [accountId, entityId, subject, type.name, type.version, payload],
  );
}
