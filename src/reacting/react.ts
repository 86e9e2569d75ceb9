import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import type { StoredEvent } from '../event-store/define-event';
import { eventTypeIds } from '../event-store/event-type-ids';
import { readEventRows } from '../event-store/read';
import type { Engine } from '../projecting/engine';
import { HandlerFailure } from '../projecting/fold';
import { decodeKnown } from '../projecting/stream-fold';
import { lockReactorCursor, moveReactorCursor } from './cursor';
import type { AfterCommit } from './define-reactor';
import { handOverOf } from './hand-over';
import { recordReactorFailure } from './record-failure';

/**
 * How a wake-up ended. `dry`: nothing is left to do. `waiting`: an event of a newer release is next. `pausing`: it
 * failed, and comes again later. `parked`: until somebody asks for a retry.
 */
export type Reacted = 'dry' | 'waiting' | 'pausing' | 'parked';

export type Reacting = {
  engine: Engine;
  /** Connections that are held while an effect runs; the engine's own are never kept waiting by the outside. */
  pool: Pool;
  stopped?: () => boolean;
};

/**
 * Gives one reactor the events of one stream behind its cursor, one by one, in order. The cursor's lock is held
 * during the effect and moves behind it: a kill in between repeats the effect with the same key, and never skips one.
 */
export async function react(reacting: Reacting, reactor: AfterCommit, accountId: number): Promise<Reacted> {
  for (;;) {
    const step = await inTransaction(reacting.pool, (client) =>
      takeStep(reacting, client, reactor, accountId),
    );
    if (step !== 'more') return step;
    if (reacting.stopped?.()) return 'waiting';
  }
}

async function takeStep(
  { engine }: Reacting,
  client: PoolClient,
  reactor: AfterCommit,
  accountId: number,
): Promise<Reacted | 'more'> {
  const cursor = await lockReactorCursor(client, accountId, reactor.name);
  if (cursor.parked_at) return 'parked';
  if (cursor.retry_at && cursor.retry_at > engine.clock()) return 'pausing';
  const limit = reactor.on === 'every event' ? 1 : 500;
  const rows = await readEventRows(client, accountId, { after: cursor.position, limit });
  const ids = await eventTypeIds(engine.pool, client);
  const own = rows.filter((row) => isFor(reactor, ids.types.get(row.event_type_id)?.name));
  let position = cursor.position + 1;
  try {
    const { events, unknownAhead } = await decodeKnown(engine, client, reactor, own);
    // Types that this process has not heard of pass the filter, and may turn out to be none of this reactor's.
    const next = events.find(({ type }) => isFor(reactor, type));
    if (next) {
      position = next.position;
      const { handOver, forget } = handOverOf(engine.pool, accountId, reactor.name, position);
      await reactor.react({ event: next, key: keyOf(reactor, next), handOver });
      await forget(client);
    }
    const unknown = unknownAhead ? own[events.length]!.position : undefined;
    const reached = next?.position ?? (unknown ? unknown - 1 : rows.at(-1)?.position);
    if (reached) await moveReactorCursor(client, accountId, reactor.name, reached);
    if (next) return 'more';
    if (unknownAhead) return 'waiting';
    return rows.length < limit ? 'dry' : 'more';
  } catch (error) {
    if (error instanceof HandlerFailure) position = error.position;
    const failed = { accountId, reactor: reactor.name, position };
    const parked = await recordReactorFailure(client, failed, error, engine.clock());
    engine.log.error({ ...failed, parked }, 'A reactor failed');
    return parked ? 'parked' : 'pausing';
  }
}

function isFor({ on }: AfterCommit, type: string | undefined): boolean {
  return on === 'every event' || type === undefined || on.includes(type);
}

/** A digest, because it leaves the house: it tells nothing of who else has an account here. */
function keyOf({ name }: AfterCommit, { accountId, position }: StoredEvent): string {
  const digest = createHash('sha256').update(JSON.stringify([accountId, position, name]));
  return digest.digest('hex').slice(0, 32);
}
