import { pipelineOf } from '../../database/pool';
import { type About, type LoggedEvent, readAbout } from '../../event-store/read-about';
import type { Engine } from '../projecting/engine';
import { HandlerFailure, tablesWhenAsked } from '../projecting/fold';
import type { Log, Tables } from './log';
import { Unavailable } from './refusal';
import { remembering } from './remember';

/**
 * Reads the events about something and folds them by the projections' own handlers, in memory. No projected table, no
 * cursor and no worker is involved, so nothing that lags or is parked can mislead a decision or delay it. Use the log
 * before the next await: it is remembered, and the next reader of the same adds events to it.
 * Throws Unavailable where an event of a newer release is among them.
 */
export async function readLog(engine: Engine, accountId: number, about: About): Promise<Log> {
  const memory = remembering(engine, accountId, about);
  const known = memory.recall();
  const db = isLong(about) ? engine.pool : pipelineOf(engine.pool);
  const read = await readAbout(engine, db, accountId, about, { after: known?.head });
  const log = memory.follow(known, read);
  if (!log) return readLog(engine, accountId, about);
  if (read.unknownAhead) throw new Unavailable('An event of a newer release lies among them');
  return log;
}

/** It reads so much that it would hold up what is sent after it. */
function isLong({ subjects = [], names = [], namesakes = false }: About): boolean {
  return namesakes || subjects.length + names.length > 50;
}

/** The tables folded from these events: for a past moment, those of a log up to then. */
export function tablesOfEvents(engine: Pick<Engine, 'projections'>, events: readonly LoggedEvent[]): Tables {
  return tablesWhenAsked(engine.projections, events);
}

/** Does work that looks at tables of a log. Throws Unavailable where a handler fails at one of its events. */
export function folding<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HandlerFailure) throw new Unavailable(error.message, { cause: error });
    throw error;
  }
}
