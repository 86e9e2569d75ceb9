import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../database/transaction';
import type { StoredEvent } from '../../event-store/define-event';
import { decodeKnown } from '../../event-store/read';
import type { Engine } from '../projecting/engine';
import { lockReactorCursor, moveReactorCursor } from './cursor';
import type { AfterCommit } from './define-reactor';
import { readNext } from './due';
import { handOverOf } from './hand-over';
import { recordReactorFailure } from './record-failure';

/**
 * How a wake-up ended. `caught-up`: nothing is pending. `waiting`: an event of a newer release is next, or the worker
 * is stopping. `pausing`: an event failed, and is retried later. `parked`: until an operator requests a retry.
 */
export type Reacted = 'caught-up' | 'waiting' | 'pausing' | 'parked';

export type Reacting = {
  engine: Engine;
  /** Its connections are held while an effect runs, so that slow outside services don't use up the engine's own. */
  pool: Pool;
  stopped?: () => boolean;
};

/**
 * Gives one reactor its pending events of one stream, one by one, in order. The cursor is locked during the effect, and
 * moves after it: a kill in between repeats the effect with the same key, and never skips one.
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
  const { next, head } = await readNext({ pool: engine.pool, client }, accountId, reactor, cursor.position);
  const moveTo = (position: number) => moveReactorCursor(client, accountId, reactor.name, position);
  if (!next) {
    if (head > cursor.position) await moveTo(head);
    return 'caught-up';
  }
  const { position } = next;
  try {
    const { events } = await decodeKnown(engine, client, [next]);
    const [event] = events;
    if (!event) {
      await moveTo(position - 1);
      return 'waiting';
    }
    // An event type that this process had not loaded yet may turn out not to be for this reactor.
    if (reactor.on === 'every event' || reactor.on.includes(event.type)) {
      const { handOver, forget } = handOverOf(engine.pool, accountId, reactor.name, position);
      await reactor.react({ event, key: keyOf(reactor, event), handOver });
      await forget(client);
    }
    await moveTo(position);
    return 'more';
  } catch (error) {
    const failed = { accountId, reactor: reactor.name, position };
    const parked = await recordReactorFailure(client, failed, error, engine.clock());
    engine.log.error({ ...failed, parked }, 'A reactor failed');
    return parked ? 'parked' : 'pausing';
  }
}

/** A digest, because outside services get it: it reveals nothing about accounts. */
function keyOf({ name }: AfterCommit, { accountId, position }: StoredEvent): string {
  const digest = createHash('sha256').update(JSON.stringify([accountId, position, name]));
  return digest.digest('hex').slice(0, 32);
}
