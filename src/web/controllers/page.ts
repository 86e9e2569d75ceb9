import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { identityOf } from '../../accounts/require-account';
import type { Queryable } from '../../database/queryable';
import { accounts, findAccount } from '../../domain/projections/accounts';
import { contactPath } from '../../domain/values/contact-path';
import type { Engine } from '../../engine/projecting/engine';
import { type PageReader, readPage } from '../../engine/projecting/page';
import { setAppearance } from '../middleware/appearance';
import { phrases } from '../phrases';
import type { Answer, Asked, Page } from './define-page';
import { takeDone } from './done';
import { asksForPastDay, asOfPastDay } from './past';
import { orNotReady, pathThatWaits, showProcessing, skipsWaiting } from './processing';
import { readWritten, writtenOfAccount } from './written';

/**
 * Answers a GET with the page: 200, or 202 "Processing…" until the projections contain all of this browser's changes.
 * `?as_it_stands` shows the page without waiting.
 */
export function page(engine: Engine, page: Page): RequestHandler {
  return async (req, res) => {
    const stored = await readWritten(engine.pool, req.sessionID);
    const written =
      page.waitsFor === 'the account'
        ? await writtenOfAccount(engine.pool, identityOf(req).accountId, stored.written)
        : stored.written;
    const withoutWaiting = skipsWaiting(req);
    // Past days are folded from the log, so they need no projection.
    const asItStands = withoutWaiting || page.waitsFor === 'nothing' || asksForPastDay(page, req.query);
    const reading = await orNotReady(
      engine,
      req,
      res,
      readAnswer(engine, req, page, { written, asItStands }),
    );
    if (!reading) return;
    if (!reading.ready) return showProcessing(engine, req, res, reading.parked, stored);
    const { value: answer, position, behind } = reading;
    const now = withoutWaiting && behind ? outdated(req, answer) : answer;
    if (isRedirect(now) || isDownload(now)) return send(res, now, position);
    send(res, { done: takeDone(req, res), ...now }, position);
  };
}

/** Reads the page's answer for the signed-in account, whether or not the page is ready to be shown. */
export function readAnswer(
  engine: Engine,
  req: Request,
  page: Page,
  options: { written: number; asItStands: boolean },
) {
  const { accountId } = identityOf(req);
  const read = async (db: PageReader, log: Queryable) => {
    const account = await findAccount(db, accountId);
    if (!account) throw new Error('a signed-in account has no account-opened event');
    const { locale, date_format: dateFormat, time_zone: timeZone } = account;
    const say = phrases({ locale, dateFormat, timeZone, now: engine.clock() });
    const path = req.path.split('/').slice(1).map(decodeURIComponent);
    const params = req.params as Record<string, string>;
    const { query, body = {}, sessionID: sid } = req;
    const kept: Asked['kept'] = skipsWaiting(req) ? { as_it_stands: '1' } : {};
    const now: Asked = { db, log, accountId, account, sid, say, path, params, query, kept, body };
    const asked = asksForPastDay(page, query) ? await asOfPastDay(engine, now, page) : now;
    const answer = await page.show(asked);
    if (isRedirect(answer) || isDownload(answer)) return answer;
    return { say: asked.say, past: asked.past, appearance: account.appearance, ...answer };
  };
  return readPage(engine, accountId, [accounts, ...page.projections], read, options);
}

/** Sends the answer. Its forms carry the position that the page shows and a new token. */
export function send(res: Response, answer: Answer, position: number): void {
  if (isRedirect(answer)) {
    res.redirect(302, answer.redirect);
    return;
  }
  if (isDownload(answer)) {
    res.attachment(answer.download).type(answer.type).send(answer.content);
    return;
  }
  const { view, status = 200, hidden, appearance, ...locals } = answer;
  if (appearance) setAppearance(res.req, res, appearance);
  res.status(status).render(view, { ...locals, hidden: { seen: position, token: randomUUID(), ...hidden } });
}

/** Marks the page as out of date. Its links keep `as_it_stands`, since the other pages wouldn't be ready, either. */
function outdated(req: Request, answer: Answer): Answer {
  if (isRedirect(answer) || isDownload(answer)) return answer;
  const keep = '?as_it_stands=1';
  const kept = { keep, contactPath: (...to: Parameters<typeof contactPath>) => contactPath(...to) + keep };
  return { ...answer, ...kept, lookAgain: pathThatWaits(req) };
}

function isDownload(answer: Answer): answer is { download: string; type: string; content: string } {
  return 'download' in answer;
}

export function isRedirect(answer: Answer): answer is { redirect: string } {
  return 'redirect' in answer;
}
