import { type Deciding, execute } from '../../engine/deciding/execute';
import { systemEntityId } from '../system-entities';
import type { Backfill } from './backfills';
import { contactsToBackfill, streamIsBackfilled, waitingStreams } from './waiting-streams';

export type BackfillRun = {
  /** Who runs it, for the log. */
  job: string;
  /** Seconds since its release, before which nothing is derived. */
  olderThan: number;
  /** Ends the run behind a stream; another one goes on there. */
  signal?: AbortSignal;
};

export type Backfilled = { streams: number; events: number; failed: number };

/**
 * Lets each backfill look at the streams that wait for it, and append what they lack as the system entity `backfill`,
 * with the reason. A stream is done once all of it is appended: killed before, it is looked at again, and a command
 * that finds the fact there yields nothing. One that fails waits for the next run and holds up no other.
 */
export async function runBackfills(
  engine: Deciding,
  backfills: readonly Backfill[],
  run: BackfillRun,
): Promise<Backfilled> {
  const sum = { streams: 0, events: 0, failed: 0 };
  for (const backfill of backfills) {
    for await (const accountId of streamsOf(engine, backfill, run)) {
      try {
        sum.events += await backfillOne(engine, backfill, accountId, run.job);
        sum.streams += 1;
      } catch (error) {
        sum.failed += 1;
        engine.log.error({ accountId, backfill: backfill.name, error }, 'A backfill failed');
      }
      if (run.signal?.aborted) return sum;
    }
  }
  return sum;
}

async function* streamsOf(engine: Deciding, backfill: Backfill, { olderThan }: BackfillRun) {
  const limit = 100;
  for (let after = 0; ; ) {
    const page = await waitingStreams(engine.pool, backfill, { after, limit, olderThan });
    yield* page;
    if (page.length < limit) return;
    after = page.at(-1)!;
  }
}

async function backfillOne(engine: Deciding, backfill: Backfill, accountId: number, job: string) {
  const { command, reason } = backfill;
  const entityId = await systemEntityId(engine.pool, 'backfill');
  let events = 0;
  for (const contact of await contactsToBackfill(engine.pool, backfill, accountId)) {
    const done = await execute(
      engine,
      { accountId, entityId },
      command,
      { contact },
      { metadata: { job, reason } },
    );
    events += done.events;
  }
  await streamIsBackfilled(engine.pool, backfill, accountId);
  return events;
}
