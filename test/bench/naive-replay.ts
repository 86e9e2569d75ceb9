import type { PoolClient } from 'pg';
import { inTransaction } from '../../src/database/transaction';
import type { Projection } from '../../src/engine/projecting/define-projection';
import { tablesOf } from '../../src/engine/projecting/define-projection';
import type { Row } from '../../src/engine/projecting/define-table';
import { emptyTables, fold } from '../../src/engine/projecting/fold';
import type { Table } from '../../src/engine/projecting/table';
import { writeChanges } from '../../src/engine/projecting/write-changes';
import { decodeKnown, readEventRows } from '../../src/event-store/read';
import type { Kith } from '../../src/kith';

const lanes = 4;
const eventsPerTransaction = 1_000;

/**
 * A replay without Kith's optimizations, for comparison: it writes each event's rows as soon as the event is handled,
 * with separate statements. It uses the same projections and handlers, and as many concurrent streams as Kith's replay.
 * In its favor, it keeps rows in memory rather than reading them, doesn't render notes, handles 1,000 events per
 * transaction, and prepares its statements. Returns the number of events.
 */
export async function naiveReplay(kith: Kith, accounts: readonly number[]): Promise<number> {
  const left = [...accounts];
  let events = 0;
  const lane = async () => {
    for (let account = left.pop(); account !== undefined; account = left.pop()) {
      const replayed = await replayStream(kith, account);
      events += replayed;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return events;
}

async function replayStream(kith: Kith, accountId: number): Promise<number> {
  const recorded = kith.projections.map((projection) => record(projection));
  for (let after = 0; ; ) {
    const rows = await readEventRows(kith.pool, accountId, { after, limit: eventsPerTransaction });
    const { events } = await decodeKnown(kith, kith.pool, rows);
    await inTransaction(kith.pool, async (client) => {
      for (const event of events) {
        for (const { projection, tables, changes } of recorded) {
          fold(projection, tables, [event]);
          await writeEach(client, accountId, projection, changes);
        }
      }
    });
    after = events.at(-1)?.position ?? after;
    if (rows.length < eventsPerTransaction) return after;
  }
}

type Change = { deleted: Map<string, Row>; written: Map<string, Row> };

/** Returns a projection's tables, and a record of what an event changes in them. */
function record(projection: Projection) {
  const tables = emptyTables(projection);
  const changes = new Map<string, Change>();
  for (const [stem, { key }] of tablesOf(projection)) {
    const change: Change = { deleted: new Map(), written: new Map() };
    changes.set(stem, change);
    const table = tables[stem] as Table;
    const keyOf = (row: Row) => JSON.stringify(key.map((column) => row[column]));
    const put = table.put.bind(table);
    const remove = table.remove.bind(table);
    table.put = (row) => {
      change.deleted.delete(keyOf(row));
      change.written.set(keyOf(row), row);
      put(row);
    };
    table.remove = (row) => {
      change.written.delete(keyOf(row));
      change.deleted.set(keyOf(row), row);
      remove(row);
    };
  }
  return { projection, tables, changes };
}

async function writeEach(
  client: PoolClient,
  accountId: number,
  projection: Projection,
  changes: Map<string, Change>,
): Promise<void> {
  for (const [stem, table] of tablesOf(projection)) {
    const { deleted, written } = changes.get(stem)!;
    if (deleted.size === 0 && written.size === 0) continue;
    await writeChanges(client, accountId, [
      { table, removed: [...deleted.values()], written: [...written.values()] },
    ]);
    deleted.clear();
    written.clear();
  }
}
