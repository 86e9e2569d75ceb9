import type { ClientBase, Pool } from 'pg';

/** A browser that is signed in. Its handle names it on pages; the session's own id never leaves its cookie. */
export type SignedInBrowser = {
  handle: string;
  /** "Firefox on Linux". */
  browser: string;
  signed_in_at: Date;
  last_seen_at: Date;
  /** Whether it is the one that asks. */
  is_this: boolean;
};

type Database = Pick<Pool | ClientBase, 'query'>;

/** The browsers that are signed in to the account, the one that asks (by its session's id) first, then the latest seen. */
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

/** Signs out one browser of the account, by its handle. Answers whether there was such a one. */
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
