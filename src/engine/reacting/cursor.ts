import type { Queryable } from '../../database/queryable';

export type ReactorCursor = { position: number; retry_at: Date | null; parked_at: Date | null };

/** Where a reactor starts in a stream that is newer than the reactor. */
const beginning = 0;

/** Locks the cursor for the rest of the transaction, after waiting if necessary. Creates it if it is missing. */
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

/** Moves a locked cursor, and clears its failures, since a move means success. */
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
 * Registers the reactors of this release. A new one starts at the head of every existing stream, so that it ignores
 * what has already happened; it reads later streams from their beginning.
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

/** For imports: moves every reactor to the stream's head, so that none reacts to the imported events. */
export async function startReactorsAtHead(db: Queryable, accountId: number): Promise<void> {
  await db.query(
    `insert into reactor_cursors (account_id, reactor, position)
      select account_id, name, head from streams cross join reactors where account_id = $1
      on conflict (account_id, reactor) do update set position = excluded.position`,
    [accountId],
  );
}
