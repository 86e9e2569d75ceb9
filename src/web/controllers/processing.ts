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
import { whatWasSaved } from './saved';

/** After this many milliseconds the page says more, and offers what there is. */
const late = 5000;

/**
 * Answers 202: the change is saved, its page follows. Looks again by itself, without scripts too; strands nobody.
 * `written`: the newest position that this browser wrote, `ago`: milliseconds since then.
 */
export async function showProcessing(
  engine: Engine,
  req: Request,
  res: Response,
  parked: readonly string[],
  { written, ago }: { written: number; ago: number },
): Promise<void> {
  const isLate = ago > late;
  const isAsleep = isLate && !(await isWorkerAlive(engine.pool));
  const trouble = parked.length > 0 ? 'parked' : isAsleep ? 'asleep' : null;
  const refresh = isLate || trouble ? 4 : 1;
  res.status(202).set('Retry-After', String(refresh));
  // Whoever only asks whether it is ready (HEAD) is told no more.
  if (req.method === 'HEAD') return void res.end();
  res.render('processing', {
    saved: written > 0 ? await whatWasSaved(engine, identityOf(req).accountId, written) : [],
    refresh,
    here: req.originalUrl,
    late: isLate,
    trouble,
    asItStands: asItStandsPath(req),
  });
}

/** Whether the address asks for the page as it stands, however old that is. */
export function hasAskedForWhatThereIs({ query }: Request): boolean {
  return 'as_it_stands' in query;
}

/** The same address, where the page is shown once it is ready. */
export function pathWithoutAsking(req: Request): string {
  return req.originalUrl.replace(/[?&]as_it_stands(=[^&]*)?/, '').replace(/^([^?&]*)&/, '$1?');
}

/**
 * What is being read; or undefined after an answer of 202 where somebody asked for the page as it stands, and it
 * stands nowhere: a contact just added is no unknown one.
 */
export async function orNotYet<T>(
  engine: Engine,
  req: Request,
  res: Response,
  reading: Promise<T>,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isMissing = error instanceof PageFailure && error.status === 404;
    const name = isMissing && hasAskedForWhatThereIs(req) ? await savedName(engine, req) : undefined;
    if (name === undefined) throw error;
    res.status(202).set('Retry-After', '4');
    res.render('not-yet', { name, lookAgain: pathWithoutAsking(req) });
    return undefined;
  }
}

/** The name of the contact in the address, if the log has one that is not shown yet. */
async function savedName(engine: Engine, req: Request): Promise<string | undefined> {
  if (typeof req.params.name !== 'string') return undefined;
  const key = nameKey(nameInPath(req.params.name));
  try {
    const { tables } = await readLog(engine, identityOf(req).accountId, { names: [key] });
    return folding(() => otherContactNamed((tables as ContactTables).contacts, key)?.name);
  } catch (error) {
    // It can't be told; the name is most likely the one that was typed.
    if (error instanceof Unavailable) return nameInPath(req.params.name);
    throw error;
  }
}

function asItStandsPath(req: Request): string {
  return `${req.originalUrl}${req.originalUrl.includes('?') ? '&' : '?'}as_it_stands=1`;
}
