import type { Queryable } from '../../database/queryable';
import type { Backfill } from './backfills';

/**
 * Registers backfills that are new to this database, with every existing stream as pending. Called by the release
 * step.
 */
export async function registerBackfills(db: Queryable, backfills: readonly Backfill[]): Promise<void> {
  await db.query(
    `with released as (
      insert into backfills (name) select * from unnest($1::text[]) on conflict do nothing returning name
    )
    insert into backfill_streams (account_id, backfill)
    select s.account_id, r.name from released r, streams s`,
    [backfills.map(({ name }) => name)],
  );
}

/** Marks an imported stream, whose events can be of any age, as pending for every backfill. */
export async function backfillStream(db: Queryable, accountId: number): Promise<void> {
  await db.query(
    `insert into backfill_streams (account_id, backfill) select $1, name from backfills on conflict do nothing`,
    [accountId],
  );
}

/**
 * Returns the backfill's pending streams with an account id above `after`, in ascending order. Returns none until the
 * backfill was released `olderThan` seconds ago, because processes of the previous release may still append events
 * that it concerns.
 */
export async function waitingStreams(
  db: Queryable,
  { name }: Backfill,
  { after, limit, olderThan }: { after: number; limit: number; olderThan: number },
): Promise<number[]> {
  const { rows } = await db.query<{ account_id: number }>(
    `select s.account_id from backfill_streams s join backfills b on b.name = s.backfill
      where s.backfill = $1 and s.account_id > $2
        and b.released_at <= clock_timestamp() - make_interval(secs => $4)
      order by s.account_id limit $3`,
    [name, after, limit, olderThan],
  );
  return rows.map(({ account_id }) => account_id);
}

/** Marks the stream as done for the backfill. */
export async function streamIsBackfilled(
  db: Queryable,
  { name }: Backfill,
  accountId: number,
): Promise<void> {
  await db.query('delete from backfill_streams where account_id = $1 and backfill = $2', [accountId, name]);
}

/** Returns the subjects of the contacts in a stream that the backfill may concern. */
export async function contactsToBackfill(
  db: Queryable,
  { about }: Backfill,
  accountId: number,
): Promise<number[]> {
  const { rows } = await db.query<{ subject: number }>(
    `with relevant as (
      select e.subject, e.position, t.name from events e join event_types t on t.id = e.event_type_id
      where e.account_id = $1 and t.name = any($2::text[] || $3::text[])
    )
    select f.subject from relevant f join relevant l on l.subject = f.subject and l.position > f.position
    where f.name = any($2) and l.name = any($3) group by f.subject order by f.subject`,
    [accountId, about.first, about.later],
  );
  return rows.map(({ subject }) => subject);
}
