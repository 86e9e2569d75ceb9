import type { Pool } from 'pg';
import type { Projection } from '../projecting/define-projection';

/** All streams, or only this account's; with `waitingFor`, only those that wait for a rebuild. */
export type Wanted = {
  accountId?: number;
  /** Projections of this release: a stream waits if any of them has to be rebuilt there. */
  waitingFor?: readonly Projection[];
};

const streamsPerPage = 200;
/** How many streams one process works on at once: one folds while another waits for the database. */
const lanes = 2;

/** Does the work for each of the streams, `lanes` at a time. */
export async function forEachStream(
  pool: Pool,
  wanted: Wanted,
  work: (accountId: number) => Promise<void>,
): Promise<void> {
  const streams = pages(pool, wanted);
  const lane = async () => {
    for (let next = await streams.next(); !next.done; next = await streams.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export async function countStreams(pool: Pool, wanted: Wanted): Promise<number> {
  const { text, values } = streamsAfter(0, wanted);
  const { rows } = await pool.query<{ streams: number }>(
    `select count(*)::integer as streams from (${text}) s`,
    values,
  );
  return rows[0]!.streams;
}

async function* pages(pool: Pool, wanted: Wanted): AsyncGenerator<number> {
  for (let after = 0; ; ) {
    const { text, values } = streamsAfter(after, wanted);
    const { rows } = await pool.query<{ account_id: number }>(
      `${text} order by account_id limit ${streamsPerPage}`,
      values,
    );
    for (const { account_id } of rows) yield account_id;
    if (rows.length < streamsPerPage) return;
    after = rows.at(-1)!.account_id;
  }
}

function streamsAfter(after: number, { accountId, waitingFor }: Wanted) {
  const all = `select account_id from streams s where account_id > $1 and ($2::bigint is null or account_id = $2)`;
  if (!waitingFor) return { text: all, values: [after, accountId] };
  // "offset 0" makes the planner check streams one by one; otherwise, each page would scan the cursors of all accounts.
  const waits = `exists (
    select from projection_cursors c join projections p on p.name = c.projection
    where c.account_id = s.account_id and (c.version <> p.version or c.replays <> p.replays)
      and (p.name, p.version) in (select * from unnest($3::text[], $4::integer[])) offset 0
  )`;
  const [names, versions] = [waitingFor.map(({ name }) => name), waitingFor.map(({ version }) => version)];
  return { text: `${all} and ${waits}`, values: [after, accountId, names, versions] };
}
