import type { Queryable } from '../../database/queryable';
import type { Backfill } from './backfills';

/** Notes every stream there is for backfills that are new in this database; the release step does it. */
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

/** Notes a stream that came from elsewhere, with events of any age, for every backfill. */
export async function backfillStream(db: Queryable, accountId: number): Promise<void> {
  await db.query(
    `insert into backfill_streams (account_id, backfill) select $1, name from backfills on conflict do nothing`,
    [accountId],
  );
}

/**
 * Streams behind `after` that the backfill has not looked at. None before it is `olderThan` seconds old here, while
 * processes of the release before may still append what it is about.
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

/** The stream has what the backfill is for. */
export async function streamIsBackfilled(
  db: Queryable,
  { name }: Backfill,
  accountId: number,
): Promise<void> {
  await db.query('delete from backfill_streams where account_id = $1 and backfill = $2', [accountId, name]);
}

/** The contacts of a stream that the backfill may have to do with. */
export async function contactsToBackfill(
  db: Queryable,
  { about }: Backfill,
  accountId: number,
): Promise<number[]> {
  const { rows } = await db.query<{ subject: number }>(
    `with told as (
      select e.subject, e.position, t.name from events e join event_types t on t.id = e.event_type_id
      where e.account_id = $1 and t.name = any($2::text[] || $3::text[])
    )
    select f.subject from told f join told l on l.subject = f.subject and l.position > f.position
    where f.name = any($2) and l.name = any($3) group by f.subject order by f.subject`,
    [accountId, about.first, about.later],
  );
  return rows.map(({ subject }) => subject);
}
