import type { Pool } from 'pg';
import type { Actor } from '../../src/engine/deciding/execute';

export type StoredType = { name: string; version: number };

/**
 * Appends an event as an older release did: this version of its type, unchecked, and not upcast. Returns its position.
 */
export async function appendStored(
  pool: Pool,
  { accountId, entityId }: Actor,
  subject: number | null | 'itself',
  type: StoredType,
  payload: object,
): Promise<number> {
  const { rows } = await pool.query<{ position: number }>(
    `with moved as (
      update streams set head = head + 1, last_at = clock_timestamp() where account_id = $1
      returning head, last_at
    )
    insert into events (account_id, position, subject, event_type_id, entity_id, payload, created_at)
    select $1, head, case when $3 then head else $4::bigint end, t.id, $2, $7, last_at
    from moved, event_types t where t.name = $5 and t.version = $6 returning position`,
    [
      accountId,
      entityId,
      subject === 'itself',
      subject === 'itself' ? null : subject,
      type.name,
      type.version,
      payload,
    ],
  );
  return rows[0]!.position;
}
