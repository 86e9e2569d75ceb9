import { inSnapshot } from '../database/transaction';
import { readEventRows } from '../event-store/read';
import { readCursors } from './cursor';
import type { Projection, TableDefinition } from './define-projection';
import { type Engine, projectionNamed } from './engine';
import { emptyTables, fold, HandlerFailure } from './fold';
import { readAllRows, readRowsWhere, readTouchedRows, tablesOf } from './rows';
import { mostEventsBehind, readSnapshot, type Snapshot } from './snapshot';
import { decodeKnown, foldStream } from './stream-fold';

/** Rows that a command needs: those of a table with one of the values in a column, or all of the account's. */
export type Wanted =
  | { table: string; column: string; values: readonly (number | string)[] }
  | { table: string; all: true };

/** What the person's page showed: a subject (null: the account as a whole) at a position. */
export type Saw = { subject: number | null; seen: number };

export type State = {
  head: number;
  /** Whether anything happened to the subject behind what the person saw. */
  moved: boolean;
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
 * Throws Unfoldable.
 */
export async function readState(
  engine: Engine,
  accountId: number,
  wanted: readonly Wanted[],
  saw: Saw | null = null,
): Promise<State> {
  const projections = engine.projections.filter(({ tables }) => wanted.some(({ table }) => table in tables));
  const snapshot = await readSnapshot(engine.pool, accountId, projections, wanted, saw);
  const { head, moved } = snapshot;
  if (!isWhole(snapshot, projections)) {
    // Another snapshot: the subject may have moved in between, so what the person saw is folded in any case.
    return { ...(await readLongState(engine, accountId, projections, wanted)), moved: true };
  }
  const tables = {};
  for (const projection of projections) {
    Object.assign(tables, await foldBehind(engine, projection, snapshot));
  }
  return { head, moved, tables };
}

/** For streams that wait for their rebuild, or lag by more than one statement carries. */
function readLongState(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  wanted: readonly Wanted[],
) {
  return inSnapshot(engine.pool, async (client) => {
    const head = await readHead(client, accountId);
    const names = projections.map(({ name }) => name);
    const cursors = await readCursors(client, accountId, names);
    const tables = {};
    for (const projection of projections) {
      const cursor = cursors.find(({ projection: name }) => name === projection.name);
      const isCurrent = cursor?.version === projection.version;
      const folded = isCurrent
        ? await foldOverRows(engine, client, projection, accountId, cursor.position, head, wanted)
        : await foldStream(engine, client, projection, accountId, head);
      if (folded.position < head) throw new Unfoldable('An event of a newer release lies ahead');
      Object.assign(tables, folded.tables);
    }
    return { head, tables };
  }).catch(asUnfoldable);
}

async function foldOverRows(
  engine: Engine,
  client: Client,
  projection: Projection,
  accountId: number,
  cursor: number,
  head: number,
  wanted: readonly Wanted[],
) {
  const rows = await readEventRows(client, accountId, { after: cursor, upTo: head, limit: head });
  const { events } = await decodeKnown(engine, client, projection, rows);
  const tables = emptyTables(projection);
  for (const [stem, table] of tablesOf(projection)) {
    tables[stem]!.load(await readWanted(client, accountId, stem, table, wanted));
    tables[stem]!.load(await readTouchedRows(client, accountId, table, events));
  }
  fold(projection, tables, events);
  return { tables, position: events.at(-1)?.position ?? cursor };
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
  const columns = wants.filter((want) => 'column' in want);
  return readRowsWhere(client, accountId, table, columns);
}

async function foldBehind(engine: Engine, projection: Projection, { behind, cursors, rows }: Snapshot) {
  const { position } = cursors.find((cursor) => cursor.projection === projection.name)!;
  const unseen = behind.filter((event) => event.position > position);
  const { events, unknownAhead } = await decodeKnown(engine, engine.pool, projection, unseen).catch(
    asUnfoldable,
  );
  if (unknownAhead) throw new Unfoldable('An event of a newer release lies ahead');
  const tables = emptyTables(projection);
  for (const stem of Object.keys(projection.tables)) tables[stem]!.load(rows[stem] ?? []);
  try {
    fold(projection, tables, events);
  } catch (error) {
    asUnfoldable(error);
  }
  return tables;
}

function isWhole({ cursors, behind }: Snapshot, projections: readonly Projection[]): boolean {
  const isCurrent = ({ name, version }: Projection) =>
    cursors.some((cursor) => cursor.projection === name && cursor.version === version);
  return behind.length <= mostEventsBehind && projections.every(isCurrent);
}

function asUnfoldable(error: unknown): never {
  if (error instanceof HandlerFailure) throw new Unfoldable('A handler fails', { cause: error });
  throw error;
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
