import type { Appearance } from '../../base/settings';
import type { Queryable } from '../../database/queryable';
import type { AccountRow } from '../../domain/projections/accounts';
import type { Projection } from '../../engine/projecting/define-projection';
import type { PageReader } from '../../engine/projecting/page';
import type { About } from '../../event-store/read-about';
import type { Phrases } from '../phrases';

/** Who asks for what: everything a page is made from. */
export type Asked = {
  db: PageReader;
  /** The log, in the same snapshot. */
  log: Queryable;
  accountId: number;
  account: AccountRow;
  /** The id of the browser's session. */
  sid: string;
  say: Phrases;
  /** The decoded segments of the address: all in order, and those that the route names. */
  path: string[];
  params: Record<string, string>;
  query: Record<string, unknown>;
  /** What the addresses of this page's other parts keep of the query. */
  kept: Record<string, string>;
  /** The submitted form, where one is shown again; else empty. */
  body: Record<string, string>;
  /** Where the page shows a day of the past; `db` and `say` are those of that day then. */
  past?: Past;
};

/** A view with its locals, another address, or a file. `hidden` are the form's hidden fields besides seen and token. */
export type Answer =
  | { redirect: string }
  /** A file of this name, to be kept. */
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
  /** Reads what the page shows, in one snapshot. Throws a PageFailure for what there is not. */
  show: (asked: Asked) => Promise<Answer>;
  /** Whether `?as_of=2026-10-31` shows how it was at the end of that day. */
  hasPast?: boolean;
  /** What a page of the past is about, if not the whole account. */
  pastAbout?: (asked: Asked) => About;
  /** What it waits for, if not for all that this browser wrote: an empty form shows nothing of that. */
  waitsFor?: 'nothing' | 'the account';
};

/** The day of the past that a page shows. */
export type Past = {
  /** YYYY-MM-DD: the page shows how it was when this day ended in the account's zone. */
  day: string;
  /** The day is not over: what it shows may still change. */
  isToday: boolean;
  /** Nothing had happened yet. */
  isBeforeTheAccount: boolean;
  /** What the links within the past keep. */
  query: string;
  /** The addresses of the page on the days around; null: that day has not come. */
  before: string;
  after: string | null;
  /** Today's rows. */
  now: PageReader;
};
