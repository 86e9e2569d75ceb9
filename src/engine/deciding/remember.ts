import type { About, LoggedEvent, ReadAbout } from '../../event-store/read-about';
import type { Engine } from '../projecting/engine';
import { tablesWhenAsked } from '../projecting/fold';
import type { Log } from './log';

/** Limits of each engine's cache. Empty logs count as logs, too. */
const maxEventsPerLog = 5_000;
const maxEvents = 20_000;
const maxLogs = 2_000;

type CachedLog = Log & { events: LoggedEvent[]; erasureCount: number };

/** `logs`: the least recently used first. `events`: how many all of them have. */
type Cache = { logs: Map<string, CachedLog>; events: number };
const caches = new WeakMap<Engine, Cache>();

/**
 * Caches folded logs, so that the next command about the same subjects reads and folds only the events after the cached
 * head. Without this, every command on a contact with thousands of interactions would read all of them.
 * Call `get`, read the events after the head of the log that it returns, and pass both to `update`.
 */
export function logCache(engine: Engine, accountId: number, about: About) {
  const cache = caches.get(engine) ?? { logs: new Map(), events: 0 };
  caches.set(engine, cache);
  const key = JSON.stringify([accountId, about.subjects, about.names, about.namesakes, about.account]);
  return {
    get: (): CachedLog | undefined => cache.logs.get(key),

    /**
     * Returns the cached log, if there was one, with the events that were read after its head; otherwise a new log.
     * Returns null if the cached log can't be continued: it is dropped, and all of it has to be read again.
     */
    update(cached: CachedLog | undefined, read: ReadAbout): Log | null {
      drop(cache, key);
      if (cached && !canContinue(cached, read)) return null;
      const log = cached ?? newLog(engine, read);
      if (cached) addTo(cached, read);
      // Not with namesakes: a subject that gets a new name gets new namesakes, with events before the cached head.
      const canContinueLater = !about.namesakes && !read.unknownAhead;
      if (canContinueLater && log.events.length <= maxEventsPerLog) keep(cache, key, log);
      return log;
    },
  };
}

/** False after an erasure, or if another subject, with events before the cached head, has taken one of the names. */
function canContinue(cached: CachedLog, { erasureCount, events }: ReadAbout): boolean {
  if (erasureCount !== cached.erasureCount) return false;
  const known = new Set(cached.events.map(({ subject }) => subject));
  return events.every(({ subject, position }) => {
    if (subject === position) known.add(subject);
    return subject === null || known.has(subject);
  });
}

function newLog({ projections }: Engine, { head, events, erasureCount }: ReadAbout): CachedLog {
  return { head, events, erasureCount, tables: tablesWhenAsked(projections, events) };
}

/** A concurrent reader of the same log may have added some of these events already. */
function addTo(log: CachedLog, { head, events }: ReadAbout): void {
  log.events.push(...events.filter(({ position }) => position > log.head));
  log.head = Math.max(log.head, head);
}

function keep(cache: Cache, key: string, log: CachedLog): void {
  cache.logs.set(key, log);
  cache.events += log.events.length;
  for (const oldest of cache.logs.keys()) {
    if (cache.events <= maxEvents && cache.logs.size <= maxLogs) break;
    drop(cache, oldest);
  }
}

function drop(cache: Cache, key: string): void {
  cache.events -= cache.logs.get(key)?.events.length ?? 0;
  cache.logs.delete(key);
}
