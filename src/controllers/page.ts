import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { identityOf } from '../authentication/require-account';
import { type Phrases, phrases } from '../phrases';
import type { Projection } from '../projecting/define-projection';
import type { Engine } from '../projecting/engine';
import { type PageReader, readPage } from '../projecting/page';
import { type AccountRow, accounts, findAccount } from '../projections/accounts';
import { showProcessing } from './processing';
import { readWritten } from './written';

/** Who asks for what: everything a page is made from. */
export type Asked = {
  db: PageReader;
  accountId: number;
  account: AccountRow;
  say: Phrases;
  /** The decoded segments of the address: all in order, and those that the route names. */
  path: string[];
  params: Record<string, string>;
  query: Record<string, unknown>;
  /** The submitted form, where one is shown again; else empty. */
  body: Record<string, string>;
};

/** A view with its locals, or another address. `hidden` are the form's hidden fields besides seen and token. */
export type Answer =
  | { redirect: string }
  | { view: string; status?: number; hidden?: Record<string, unknown>; [local: string]: unknown };

export type Page = {
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
  projections: readonly Projection<any>[];
  /** Reads what the page shows, in one snapshot. Throws a PageFailure for what there is not. */
  show: (asked: Asked) => Promise<Answer>;
};

/**
 * Answers a GET with the page: 200, or 202 "Processing…" while what this browser wrote is not in the projections.
 * `?as_it_stands` shows what there is.
 */
export function page(engine: Engine, { projections, show }: Page): RequestHandler {
  return async (req, res) => {
    const { written, ago } = await readWritten(engine.pool, req.sessionID);
    const asItStands = 'as_it_stands' in req.query;
    const reading = await readAnswer(engine, req, { projections, show }, { written, asItStands });
    if (!reading.ready) return showProcessing(engine, req, res, reading.parked, ago);
    send(res, reading.value, reading.position);
  };
}

/** Reads the answer of a page for the request's account, whether or not it is ready to be shown. */
export function readAnswer(
  engine: Engine,
  req: Request,
  { projections, show }: Page,
  options: { written: number; asItStands: boolean },
) {
  const { accountId } = identityOf(req);
  const read = async (db: PageReader) => {
    const account = await findAccount(db, accountId);
    if (!account) throw new Error('a signed-in account has no account-opened');
    const { locale, time_zone: timeZone } = account;
    const say = phrases({ locale, timeZone, now: engine.clock() });
    const path = req.path.split('/').slice(1).map(decodeURIComponent);
    const params = req.params as Record<string, string>;
    const { query, body = {} } = req;
    const answer = await show({ db, accountId, account, say, path, params, query, body });
    return isRedirect(answer) ? answer : { say, ...answer };
  };
  return readPage(engine, accountId, [accounts, ...projections], read, options);
}

/** Renders the answer; its forms carry the position that it shows, and a token that is theirs alone. */
export function send(res: Response, answer: Answer, position: number): void {
  if (isRedirect(answer)) {
    res.redirect(302, answer.redirect);
    return;
  }
  const { view, status = 200, hidden, ...locals } = answer;
  res.status(status).render(view, { ...locals, hidden: { seen: position, token: randomUUID(), ...hidden } });
}

export function isRedirect(answer: Answer): answer is { redirect: string } {
  return 'redirect' in answer;
}
