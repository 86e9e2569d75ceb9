import type { Appearance } from '../../base/settings';
import type { Queryable } from '../../database/queryable';
import type { AccountRow } from '../../domain/projections/accounts';
import type { Projection } from '../../engine/projecting/define-projection';
import type { PageReader } from '../../engine/projecting/page';
import type { About } from '../../event-store/read-about';
import type { Phrases } from '../phrases';

/** The request that a page is made from: who asks, for what, and the snapshot to read. */
export type Asked = {
  db: PageReader;
  /** For reading the log, in the same snapshot. */
  log: Queryable;
  accountId: number;
  account: AccountRow;
  /** The id of the browser's session. */
  sid: string;
  say: Phrases;
  /** The decoded segments of the path in order, and below those that the route names. */
  path: string[];
  params: Record<string, string>;
  query: Record<string, unknown>;
  /** The query parameters that links to other parts of this page keep. */
  kept: Record<string, string>;
  /** The submitted form when it is shown again; else empty. */
  body: Record<string, string>;
  /** Set if the page shows a past day; `db` and `say` are then those of that day. */
  past?: Past;
};

/** A redirect, a download, or a view with its locals. `hidden`: the form's hidden fields besides seen and token. */
export type Answer =
  | { redirect: string }
  /** `download`: the file's name. */
  | { download: string; type: string; content: string }
  | {
      view: string;
      status?: number;
      hidden?: Record<string, unknown>;
      appearance?: Appearance;
      [local: string]: unknown;
    };

export type Page = {
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
  projections: readonly Projection<any>[];
  /** Reads what the page shows, in one snapshot. Throws a PageFailure if it doesn't exist. */
  show: (asked: Asked) => Promise<Answer>;
  /** Whether `?as_of=2026-10-31` shows the page as of the end of that day. */
  hasPast?: boolean;
  /** The names and subjects whose events the page as of a past day needs. Without it, the whole account's. */
  pastAbout?: (asked: Asked) => About;
  /** What the page waits for, if not for all of this browser's changes: an empty form shows none of them. */
  waitsFor?: 'nothing' | 'the account';
};

/** The past day that a page shows. */
export type Past = {
  /** YYYY-MM-DD. The page shows the state at the end of this day in the account's time zone. */
  day: string;
  /** The day is not over, so what the page shows may still change. */
  isToday: boolean;
  /** The account had no events yet. */
  isBeforeTheAccount: boolean;
  /** The query string that links within the past keep. */
  query: string;
  /** Links to the page as of the previous and the next day; `after` is null if that day is in the future. */
  before: string;
  after: string | null;
  /** Reads the current rows. */
  now: PageReader;
};
