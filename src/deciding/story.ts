import { eventTypeIds, reloadEventTypeIds } from '../event-store/event-type-ids';
import { UnknownEventVersion } from '../event-store/event-types';
import { readHistory } from '../event-store/history';
import { decode } from '../event-store/read';
import type { Engine } from '../projecting/engine';
import { Unfoldable } from '../projecting/state';
import type { StoryEvent } from './define-command';

/** All that happened to a subject up to and with `head`, in order. Throws Unfoldable at a newer release's event. */
export async function readStory(
  engine: Engine,
  accountId: number,
  subject: number,
  head: number,
): Promise<StoryEvent[]> {
  const rows = await readHistory(engine.pool, accountId, [subject], head);
  let ids = await eventTypeIds(engine.pool);
  if (rows.some((row) => !ids.types.has(row.event_type_id)))
    ids = await reloadEventTypeIds(engine.pool, engine.pool);
  try {
    return rows.map((row) => ({
      ...decode(row, ids, engine.eventTypes),
      first: row.metadata.first ?? row.position,
      system: row.system !== null,
    }));
  } catch (error) {
    if (error instanceof UnknownEventVersion)
      throw new Unfoldable('An event of a newer release lies behind', { cause: error });
    throw error;
  }
}
