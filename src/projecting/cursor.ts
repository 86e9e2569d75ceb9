import type { PoolClient } from 'pg';
import type { Queryable } from '../event-store/read';

export type Cursor = {
  projection: string;
  position: number;
  version: number;
  replays: number;
  failures: number;
  failed_position: number | null;
  error: string | null;
  retry_at: Date | null;
  parked_at: Date | null;
};

export type LockedCursor = Cursor & {
  /** The release's version and number of replays, which this cursor is to reach. Null: not released yet. */
  release_version: number | null;
  release_replays: number;
  /** Whether a pause after a failure is still running. */
  pausing: boolean;
};

const columns =
  'c.projection, c.position, c.version, c.replays, c.failures, c.failed_position, c.error, c.retry_at, c.parked_at';

const lockedColumns = `${columns}, p.version as release_version, coalesce(p.replays, 0) as release_replays,
  coalesce(c.retry_at > clock_timestamp(), false) as pausing`;

/**
 * Waits for the cursor's lock, for the rest of the transaction. Creates the cursor where there is none.
 * Null: there is none, and this worker is not of the release that is to create it.
 */
export async function lockCursor(
  client: PoolClient,
  projection: string,
  version: number,
  accountId: number,
): Promise<LockedCursor | null> {
  const [cursor] = await lockCursors(client, [{ name: projection, version }], accountId);
  return cursor ?? null;
}

/**
 * The same for several at once, always in one order. Those that there are none of are missing from the answer, like
 * in `lockCursor`.
 */
export async function lockCursors(
  client: PoolClient,
  projections: readonly { name: string; version: number }[],
  accountId: number,
): Promise<LockedCursor[]> {
  const names = projections.map(({ name }) => name);
  const versions = new Map(projections.map(({ name, version }) => [name, version]));
  const found = await select(client, names, accountId);
  // Behind a wait for the lock stands the cursor as it is by now, but beside it the release as it was before.
  if (found.length === names.length && found.every((one) => isOfRelease(one, versions.get(one.projection)!)))
    return found;
  // A row that isn't there can't be locked: whoever inserts second waits for the first, and locks that one's.
  for (const { name, version } of projections) {
    if (!found.some(({ projection }) => projection === name))
      await insertCursor(client, name, version, accountId);
  }
  return select(client, names, accountId);
}

/** The cursors of many streams, but for those that somebody else holds. */
export async function lockFreeCursors(
  client: PoolClient,
  projections: readonly { name: string }[],
  accountIds: readonly number[],
): Promise<(LockedCursor & { account_id: number })[]> {
  const { rows } = await client.query<LockedCursor & { account_id: number }>({
    name: 'lock-free-cursors',
    text: `select c.account_id, ${lockedColumns}
      from projection_cursors c left join projections p on p.name = c.projection
      where c.account_id = any($1) and c.projection = any($2)
      order by c.account_id, c.projection for update of c skip locked`,
    values: [accountIds, projections.map(({ name }) => name)],
  });
  return rows;
}

/** Creates the cursor at the stream's beginning, where there is none and this version is the release's. */
export async function insertCursor(
  db: Queryable,
  projection: string,
  version: number,
  accountId: number,
): Promise<void> {
  await db.query({
    name: 'insert-cursor',
    text: `insert into projection_cursors (account_id, projection, version, replays)
      select $1, name, version, replays from projections where name = $2 and version = $3
      on conflict do nothing`,
    values: [accountId, projection, version],
  });
}

function isOfRelease(cursor: LockedCursor, version: number): boolean {
  const { release_version, release_replays, replays } = cursor;
  return release_version === version && cursor.version === version && replays === release_replays;
}

async function select(
  client: PoolClient,
  projections: readonly string[],
  accountId: number,
): Promise<LockedCursor[]> {
  const { rows } = await client.query<LockedCursor>({
    name: 'lock-cursors',
    text: `select ${lockedColumns}
      from projection_cursors c left join projections p on p.name = c.projection
      where c.account_id = $1 and c.projection = any($2) order by c.projection for update of c`,
    values: [accountId, projections],
  });
  return rows;
}

/** The cursors of a stream, as one snapshot shows them. Projections that have none yet are missing. */
export async function readCursors(
  db: Queryable,
  accountId: number,
  projections: readonly string[],
): Promise<Cursor[]> {
  const { rows } = await db.query<Cursor>({
    name: 'read-cursors',
    text: `select ${columns} from projection_cursors c where c.account_id = $1 and c.projection = any($2)`,
    values: [accountId, projections],
  });
  return rows;
}

type Move = { projection: string; position: number; version: number; replays: number };

/** Moves a locked cursor. A move is a success: what failed before is forgotten. */
export function moveCursor(
  client: PoolClient,
  accountId: number,
  projection: string,
  to: Omit<Move, 'projection'>,
): Promise<void> {
  return moveCursors(client, accountId, [{ ...to, projection }]);
}

/** The same for several of one stream. */
export async function moveCursors(
  client: PoolClient,
  accountId: number,
  moves: readonly Move[],
): Promise<void> {
  await client.query({
    name: 'move-cursors',
    text: `update projection_cursors
      set position = moved.position, version = moved.version, replays = moved.replays,
        last_updated_at = clock_timestamp(),
        failures = 0, failed_position = null, error = null, retry_at = null, parked_at = null
      from unnest($2::text[], $3::bigint[], $4::integer[], $5::integer[])
        as moved (projection, position, version, replays)
      where account_id = $1 and projection_cursors.projection = moved.projection`,
    values: [
      accountId,
      moves.map(({ projection }) => projection),
      moves.map(({ position }) => position),
      moves.map(({ version }) => version),
      moves.map(({ replays }) => replays),
    ],
  });
}
