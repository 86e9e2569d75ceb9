import type { Queryable } from '../../database/queryable';

export type ReactorCursor = { position: number; retry_at: Date | null; parked_at: Date | null };

/** Reactors start at the first event of a stream that is newer than they are. */
const beginning = 0;

/** Waits for the cursor's lock, for the rest of the transaction. Creates the cursor where there is none. */
export async function lockReactorCursor(
  db: Queryable,
  accountId: number,
  reactor: string,
): Promise<ReactorCursor> {
  const { rows } = await db.query<ReactorCursor>({
    name: 'lock-reactor-cursor',
    // The update changes nothing, but it locks the row.
    text: `insert into reactor_cursors as c (account_id, reactor, position) values ($1, $2, ${beginning})
      on conflict (account_id, reactor) do update set position = c.position
      returning position, retry_at, parked_at`,
    values: [accountId, reactor],
  });
  return rows[0]!;
}

/** Moves a locked cursor. A move is a success: what failed before is forgotten. */
export async function moveReactorCursor(
  db: Queryable,
  accountId: number,
  reactor: string,
  position: number,
): Promise<void> {
  await db.query({
    name: 'move-reactor-cursor',
    text: `update reactor_cursors
      set position = $3, last_updated_at = clock_timestamp(),
        failures = 0, failed_position = null, failing_since = null, error = null, retry_at = null, parked_at = null
      where account_id = $1 and reactor = $2`,
    values: [accountId, reactor, position],
  });
}

/**
 * Writes down reactors of this release. To one that is new here, all that is in the log is past: it begins at the
 * head of every stream there is. Streams that begin later, it sees from their beginning.
 */
export async function registerReactors(db: Queryable, names: readonly string[]): Promise<void> {
  await db.query(
    `with registered as (
      insert into reactors (name) select unnest($1::text[]) on conflict do nothing returning name
    )
    insert into reactor_cursors (account_id, reactor, position)
      select account_id, name, head from streams cross join registered where head > 0
      on conflict do nothing`,
    [names],
  );
}

/** For imports: what a stream holds by now, no reactor reacts to. */
export async function startReactorsAtHead(db: Queryable, accountId: number): Promise<void> {
  await db.query(
    `insert into reactor_cursors (account_id, reactor, position)
      select account_id, name, head from streams cross join reactors where account_id = $1
      on conflict (account_id, reactor) do update set position = excluded.position`,
    [accountId],
  );
}
