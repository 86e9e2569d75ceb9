import type { Pool } from 'pg';

const streamsPerPage = 200;

const waiting = `c.account_id, c.projection
  from projection_cursors c join projections p on p.name = c.projection
  where p.name = any($1) and (c.version <> p.version or c.replays <> p.replays)`;

/** Streams that wait for a rebuild of any of these projections, with the names of those. */
export async function* waitingStreams(pool: Pool, names: string[], accountId: number | undefined) {
  for (let after = 0; ; ) {
    const { rows } = await pool.query<{ account_id: number; names: string[] }>(
      `select account_id, array_agg(projection) as names
        from (select ${waiting} and c.account_id > $2 and ($3::bigint is null or c.account_id = $3)) w
        group by account_id order by account_id limit $4`,
      [names, after, accountId, streamsPerPage],
    );
    yield* rows;
    if (rows.length < streamsPerPage) return;
    after = rows.at(-1)!.account_id;
  }
}

/** Every stream there is, or the one of this account. */
export async function* allStreams(pool: Pool, accountId: number | undefined) {
  for (let after = 0; ; ) {
    const { rows } = await pool.query<{ account_id: number }>(
      `select account_id from streams where account_id > $1 and ($2::bigint is null or account_id = $2)
        order by account_id limit $3`,
      [after, accountId, streamsPerPage],
    );
    yield* rows;
    if (rows.length < streamsPerPage) return;
    after = rows.at(-1)!.account_id;
  }
}

export async function countWaiting(
  pool: Pool,
  names: string[],
  accountId: number | undefined,
): Promise<number> {
  const { rows } = await pool.query<{ streams: number }>(
    `select count(distinct account_id)::integer as streams
      from (select ${waiting} and ($2::bigint is null or c.account_id = $2)) w`,
    [names, accountId],
  );
  return rows[0]!.streams;
}

export async function countStreams(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ streams: number }>('select count(*)::integer as streams from streams');
  return rows[0]!.streams;
}
