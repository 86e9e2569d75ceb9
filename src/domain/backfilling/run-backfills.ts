import { type Deciding, execute } from '../../engine/deciding/execute';
import { systemEntityId } from '../system-entities';
import type { Backfill } from './backfills';
import { contactsToBackfill, streamIsBackfilled, waitingStreams } from './waiting-streams';

export type BackfillRun = {
  /** The id of the job, stored in the metadata of the events. */
  job: string;
  /** How many seconds a backfill must have been released before it runs. */
  olderThan: number;
  /** Stops the run after the current stream. The next run continues from there. */
  signal?: AbortSignal;
};

export type Backfilled = { streams: number; events: number; failed: number };

/**
 * Runs each backfill on its pending streams. Events are appended as the system entity `backfill`, with the reason in
 * their metadata. A stream is marked as done after all of its events are appended. If the process is killed before
 * that, the next run repeats the stream, which is safe because the commands yield nothing for facts that are already
 * recorded. A stream that fails is logged and retried in the next run, and doesn't stop the others.
 */
export async function runBackfills(
  engine: Deciding,
  backfills: readonly Backfill[],
  run: BackfillRun,
): Promise<Backfilled> {
  const total = { streams: 0, events: 0, failed: 0 };
  for (const backfill of backfills) {
    for await (const accountId of streamsOf(engine, backfill, run)) {
      try {
        total.events += await backfillOne(engine, backfill, accountId, run.job);
        total.streams += 1;
      } catch (error) {
        total.failed += 1;
        engine.log.error({ accountId, backfill: backfill.name, error }, 'A backfill failed');
      }
      if (run.signal?.aborted) return total;
    }
  }
  return total;
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
