import { pipelineOf } from '../../database/pool';
import { type About, type LoggedEvent, readAbout } from '../../event-store/read-about';
import type { Engine } from '../projecting/engine';
import { HandlerFailure, tablesWhenAsked } from '../projecting/fold';
import type { Log, Tables } from './log';
import { Unavailable } from './refusal';
import { logCache } from './remember';

/**
 * Reads the events about something and folds them in memory with the projections' own handlers. No projected table,
 * cursor or worker is involved, so nothing that lags or is parked can mislead or delay a decision. Use the log before
 * the next await: it is cached, and the next reader of the same events adds to it.
 * Throws Unavailable if one of the events is of a newer release.
 */
export async function readLog(engine: Engine, accountId: number, about: About): Promise<Log> {
  const cache = logCache(engine, accountId, about);
  const cached = cache.get();
  const db = isLong(about) ? engine.pool : pipelineOf(engine.pool);
  const read = await readAbout(engine, db, accountId, about, { after: cached?.head });
  const log = cache.update(cached, read);
  if (!log) return readLog(engine, accountId, about);
  if (read.unknownAhead) throw new Unavailable('One of the events is of a newer release');
  return log;
}

/** Whether it may read so much that it would delay the statements sent after it on the same connection. */
function isLong({ subjects = [], names = [], namesakes = false }: About): boolean {
  return namesakes || subjects.length + names.length > 50;
}

/** Returns the tables folded from these events; for a past moment, pass a log's events up to then. */
export function tablesOfEvents(engine: Pick<Engine, 'projections'>, events: readonly LoggedEvent[]): Tables {
  return tablesWhenAsked(engine.projections, events);
}

/** Does work that reads tables of a log. Throws Unavailable if a handler fails at one of its events. */
export function folding<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HandlerFailure) throw new Unavailable(error.message, { cause: error });
    throw error;
  }
}
