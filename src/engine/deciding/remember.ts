import type { About, LoggedEvent, ReadAbout } from '../../event-store/read-about';
import type { Engine } from '../projecting/engine';
import { tablesWhenAsked } from '../projecting/fold';
import type { Log } from './log';

/** How many events are remembered of one log, and of all logs of an engine; and how many logs, empty ones as well. */
const mostEventsEach = 5_000;
const mostEvents = 20_000;
const mostLogs = 2_000;

type Remembered = Log & { events: LoggedEvent[]; erasures: number };

/** What is remembered, in the order of its last use. */
type Memory = { logs: Map<string, Remembered>; events: number };
const memories = new WeakMap<Engine, Memory>();

/**
 * Remembers folded logs, so that the next command about the same reads and folds only what has come since: the events
 * after the head it was remembered at. Without this, a command on a contact with thousands of interactions would read
 * all of them each time.
 */
export function remembering(engine: Engine, accountId: number, about: About) {
  const memory = memories.get(engine) ?? { logs: new Map(), events: 0 };
  memories.set(engine, memory);
  const key = JSON.stringify([accountId, about.subjects, about.names, about.namesakes, about.account]);
  const forget = () => {
    memory.events -= memory.logs.get(key)?.events.length ?? 0;
    memory.logs.delete(key);
  };
  const remember = (log: Remembered) => {
    forget();
    // A new name of one of its subjects makes others its namesakes, whose events lie before.
    if (about.namesakes || log.events.length > mostEventsEach) return;
    memory.logs.set(key, log);
    memory.events += log.events.length;
    for (const [oldest, { events }] of memory.logs) {
      if (memory.events <= mostEvents && memory.logs.size <= mostLogs) break;
      memory.events -= events.length;
      memory.logs.delete(oldest);
    }
  };
  return {
    /** What is remembered; undefined: nothing. */
    recall: () => memory.logs.get(key),

    /**
     * The remembered log with what was read since, or a new one. Null: what was remembered is not enough (somebody else
     * has one of the names by now, or something was erased), so all of it has to be read.
     */
    follow(known: Remembered | undefined, read: ReadAbout): Log | null {
      forget();
      if (known && !goesOn(known, read)) return null;
      const log = known ?? begin(engine, read);
      // Another reader of the same may have added these events meanwhile.
      const unseen = known ? read.events.filter(({ position }) => position > log.head) : [];
      log.events.push(...unseen);
      log.head = Math.max(log.head, read.head);
      if (!read.unknownAhead) remember(log);
      return log;
    },
  };
}

function begin({ projections }: Engine, { head, events, erasures }: ReadAbout): Remembered {
  return { head, events, erasures, tables: tablesWhenAsked(projections, events) };
}

function goesOn(known: Remembered, { erasures, events }: ReadAbout): boolean {
  if (erasures !== known.erasures) return false;
  const subjects = new Set(known.events.map(({ subject }) => subject));
  return events.every(({ subject, position }) => {
    if (subject === position) subjects.add(subject);
    return subject === null || subjects.has(subject);
  });
}
