import { inSnapshot } from '../database/transaction';
import { readEventRows } from '../event-store/read';
import { type Cursor, readCursors } from './cursor';
import type { Projection, TableDefinition, TableDefinitions, TablesOf } from './define-projection';
import { type Engine, projectionNamed } from './engine';
import { emptyTables, fold } from './fold';
import { readAllRows, readRowsWhere, readTouchedRows, tablesOf } from './rows';
import { decodeKnown, foldStream } from './stream-fold';

/** Rows that a command needs: those of a table with one of the values in a column, or all of the account's. */
export type Wanted =
  | { table: string; column: string; values: readonly (number | string)[] }
  | { table: string; all: true };

export type State = {
  head: number;
  /** Tables of the projections, by stem; they hold the wanted rows as the events up to `head` have them. */
  tables: Record<string, unknown>;
};

/** The truth cannot be told: an event of a newer release, or one that a handler fails at, lies in the way. */
export class Unfoldable extends Error {
  override name = 'Unfoldable';
}

/**
 * The rows as they are at the stream's head, whatever the worker has done so far: rows, cursors, the events behind
 * them and the head from one snapshot, those events folded over the rows by the projections' own handlers.
 */
export function readState(engine: Engine, accountId: number, wanted: readonly Wanted[]): Promise<State> {
  return inSnapshot(engine.pool, async (client) => {
    const projections = engine.projections.filter((projection) =>
      wanted.some(({ table }) => table in projection.tables),
    );
    const head = await readHead(client, accountId);
    const cursors = await readCursors(
      client,
      accountId,
      projections.map(({ name }) => name),
    );
    const tables = {};
    for (const projection of projections) {
      const cursor = cursors.find(({ projection: name }) => name === projection.name);
      Object.assign(tables, await tablesAtHead(engine, client, projection, accountId, cursor, head, wanted));
    }
    return { head, tables };
  });
}

type Client = Parameters<Parameters<typeof inSnapshot>[1]>[0];

export async function readHead(client: Client, accountId: number): Promise<number> {
  const { rows } = await client.query<{ head: number }>({
    name: 'read-head',
    text: 'select head from streams where account_id = $1',
    values: [accountId],
  });
  return rows[0]?.head ?? 0;
}

async function tablesAtHead(
  engine: Engine,
  client: Client,
  projection: Projection,
  accountId: number,
  cursor: Cursor | undefined,
  head: number,
  wanted: readonly Wanted[],
): Promise<TablesOf<TableDefinitions>> {
  try {
    if (cursor?.version !== projection.version) {
      const folded = await foldStream(engine, client, projection, accountId, head);
      if (folded.position < head) throw new Unfoldable('An event of a newer release lies ahead');
      return folded.tables;
    }
    const behind = await readEventRows(client, accountId, {
      after: cursor.position,
      upTo: head,
      limit: head,
    });
    const { events, unknownAhead } = await decodeKnown(engine, client, projection, behind);
    if (unknownAhead) throw new Unfoldable('An event of a newer release lies ahead');
    const tables = emptyTables(projection);
    for (const [stem, table] of tablesOf(projection)) {
      tables[stem]!.load(await readWanted(client, accountId, stem, table, wanted));
      if (events.length > 0) tables[stem]!.load(await readTouchedRows(client, accountId, table, events));
    }
    fold(projection, tables, events);
    return tables;
  } catch (error) {
    if ((error as Error).name === 'HandlerFailure') throw new Unfoldable('A handler fails', { cause: error });
    throw error;
  }
}

function readWanted(
  client: Client,
  accountId: number,
  stem: string,
  table: TableDefinition,
  wanted: readonly Wanted[],
) {
  const wants = wanted.filter((want) => want.table === stem);
  if (wants.some((want) => 'all' in want)) return readAllRows(client, accountId, table);
  return readRowsWhere(
    client,
    accountId,
    table,
    wants.filter((want) => 'column' in want),
  );
}

/** One projection of one stream as it was behind `position`, folded in memory. Nothing is written. */
export async function tablesAt(engine: Engine, accountId: number, projection: string, position: number) {
  const { tables } = await foldStream(
    engine,
    engine.pool,
    projectionNamed(engine, projection),
    accountId,
    position,
  );
  return tables;
}
