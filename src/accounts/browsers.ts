import type { ClientBase, Pool } from 'pg';

/** A signed-in browser. Pages identify it by its handle, since the session's ID must not leave its cookie. */
export type SignedInBrowser = {
  handle: string;
  /** "Firefox on Linux". */
  browser: string;
  signed_in_at: Date;
  last_seen_at: Date;
  /** Whether this request comes from it. */
  is_this: boolean;
};

type Database = Pick<Pool | ClientBase, 'query'>;

/** Returns the account's signed-in browsers: the one with this session ID first, then the most recently seen. */
export async function signedInBrowsers(
  db: Database,
  accountId: number,
  sid: string,
  now: Date,
): Promise<SignedInBrowser[]> {
  const { rows } = await db.query(
    `select handle, browser, signed_in_at, last_seen_at, sid = $2 as is_this from sessions
      where sess ->> 'accountId' = $1 and expire > $3 order by sid = $2 desc, last_seen_at desc limit 100`,
    [String(accountId), sid, now],
  );
  return rows;
}

/** Signs out one browser of the account, by its handle. Returns whether it was found. */
export async function signOutBrowser(db: Database, accountId: number, handle: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from sessions where sess ->> 'accountId' = $1 and handle::text = $2`,
    [String(accountId), handle],
  );
  return Boolean(rowCount);
}

/** Signs out every browser of the account. */
export async function signOutEverywhere(db: Database, accountId: number): Promise<void> {
  await db.query(`delete from sessions where sess ->> 'accountId' = $1`, [String(accountId)]);
}
