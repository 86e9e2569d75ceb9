import type { Request, Response } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import { identityOf } from '../../accounts/require-account';
import { type ContactTables, otherContactNamed } from '../../domain/commands/contact';
import { nameKey } from '../../domain/values/contact-name';
import { nameInPath } from '../../domain/values/contact-path';
import { folding, readLog } from '../../engine/deciding/read-log';
import { Unavailable } from '../../engine/deciding/refusal';
import type { Engine } from '../../engine/projecting/engine';
import { isWorkerAlive } from '../../queue/presence';
import { describeSaved } from './saved';

/** After this many milliseconds, the page says more and offers to show the current state. */
const late = 5000;

/**
 * Answers 202 with "Processing…": the change is saved, but the page isn't ready. The page refreshes itself, even
 * without scripts. `written`: the newest position that this browser wrote; `ago`: milliseconds since then.
 */
export async function showProcessing(
  engine: Engine,
  req: Request,
  res: Response,
  parked: readonly string[],
  { written, ago }: { written: number; ago: number },
): Promise<void> {
  const isLate = ago > late;
  const hasNoWorker = isLate && !(await isWorkerAlive(engine.pool));
  const trouble = parked.length > 0 ? 'parked' : hasNoWorker ? 'no-worker' : null;
  const refresh = isLate || trouble ? 4 : 1;
  res.status(202).set('Retry-After', String(refresh));
  // Scripts poll with HEAD, which needs only the status and headers.
  if (req.method === 'HEAD') return void res.end();
  res.render('processing', {
    saved: written > 0 ? await describeSaved(engine, identityOf(req).accountId, written) : [],
    refresh,
    here: req.originalUrl,
    late: isLate,
    trouble,
    asItStands: asItStandsPath(req),
  });
}

/** Returns whether the request asks for the page without waiting, even if it is out of date. */
export function skipsWaiting({ query }: Request): boolean {
  return 'as_it_stands' in query;
}

/** Returns the request's path without `as_it_stands`. */
export function pathThatWaits(req: Request): string {
  return req.originalUrl.replace(/[?&]as_it_stands(=[^&]*)?/, '').replace(/^([^?&]*)&/, '$1?');
}

/**
 * Returns what `reading` resolves to. If the request asks for the page without waiting, and its contact was added so
 * recently that the projections don't have it, answers 202 instead of 404 and returns undefined.
 */
export async function orNotReady<T>(
  engine: Engine,
  req: Request,
  res: Response,
  reading: Promise<T>,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isMissing = error instanceof PageFailure && error.status === 404;
    const name = isMissing && skipsWaiting(req) ? await savedName(engine, req) : undefined;
    if (name === undefined) throw error;
    res.status(202).set('Retry-After', '4');
    res.render('not-ready', { name, lookAgain: pathThatWaits(req) });
    return undefined;
  }
}

/** Returns the name of the contact in the path, if the log has it. */
async function savedName(engine: Engine, req: Request): Promise<string | undefined> {
  if (typeof req.params.name !== 'string') return undefined;
  const key = nameKey(nameInPath(req.params.name));
  try {
    const { tables } = await readLog(engine, identityOf(req).accountId, { names: [key] });
    return folding(() => otherContactNamed((tables as ContactTables).contacts, key)?.name);
  } catch (error) {
    // The log can't be folded. The name is most likely the one in the path.
    if (error instanceof Unavailable) return nameInPath(req.params.name);
    throw error;
  }
}

function asItStandsPath(req: Request): string {
  return `${req.originalUrl}${req.originalUrl.includes('?') ? '&' : '?'}as_it_stands=1`;
}
