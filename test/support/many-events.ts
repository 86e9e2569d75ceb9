import type { Pool } from 'pg';
import type { Actor } from '../../src/engine/deciding/execute';

/**
 * Appends `count` interactions with a contact in one statement, as if they had been recorded one by one. Returns the
 * stream's head.
 */
export async function manyInteractions(
  pool: Pool,
  { accountId, entityId }: Actor,
  contact: number,
  count: number,
  description = 'Coffee.',
): Promise<number> {
  const { rows } = await pool.query<{ head: number }>(
    `with moved as (
      update streams set head = head + $4::integer, last_at = clock_timestamp() where account_id = $1
      returning head - $4::integer as before, last_at
    ), inserted as (
      insert into events (account_id, position, subject, event_type_id, entity_id, payload, created_at)
      select $1, before + n, $3, t.id, $2,
        jsonb_build_object('interacted_on', to_char(date '2026-01-01' + n % 300, 'YYYY-MM-DD'), 'description', $5::text),
        last_at
      from moved, event_types t, generate_series(1, $4::integer) n where t.name = 'interaction-recorded' and t.version = 1
    )
    select before + $4::integer as head from moved`,
    [accountId, entityId, contact, count, description],
  );
  return rows[0]!.head;
}
