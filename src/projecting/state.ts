import { inSnapshot } from '../database/transaction';
import type { StoredEvent } from '../event-store/define-event';
import { type Queryable, readEventRows } from '../event-store/read';
import { readCursors } from './cursor';
import type { Projection, TableDefinition, TableDefinitions, TablesOf } from './define-projection';
import type { Engine } from './engine';
import { emptyTables, fold, HandlerFailure } from './fold';
import { readAmongOthers } from './read-among-others';
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

/** One projection's rows at the head. */
export type Fold = {
  projection: Projection;
  tables: TablesOf<TableDefinitions>;
  /** Where its cursor stood: the rows in the tables were those behind that position. */
  cursor: number;
  /** The events behind the cursor, which were folded over the rows. */
  behind: readonly StoredEvent[];
  /** Whether all of the account's rows are there, not just the wanted ones and those that `behind` touches. */
  whole: boolean;
};

export type Folds = {
  head: number;
  moved: boolean;
  /** All events behind this position were looked at. */
  since: number;
  /** The subjects of those events, and the newest position of each. */
  touched: ReadonlyMap<number | null, number>;
  folds: Fold[];
};

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
  const { head, moved, folds } = await readFolds(
    engine,
    accountId,
    projectionsOf(engine, wanted),
    wanted,
    saw,
  );
  return { head, moved, tables: Object.assign({}, ...folds.map(({ tables }) => tables)) };
}

/** The projections that hold the wanted rows. */
export function projectionsOf(engine: Engine, wanted: readonly Wanted[]): Projection[] {
  return engine.projections.filter(({ tables }) => wanted.some(({ table }) => table in tables));
}

/** The same, by projection, with all that is known of them. Throws Unfoldable. */
export async function readFolds(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  wanted: readonly Wanted[],
  saw: Saw | null,
): Promise<Folds> {
  const snapshot =
    (await readUpToDate(engine, accountId, projections, wanted, saw)) ??
    (await readSnapshot(engine.pool, accountId, projections, wanted, saw));
  const { head, moved, behind, cursors } = snapshot;
  if (!isWhole(snapshot, projections)) {
    // Another snapshot: the subject may have moved in between, so what the person saw is folded in any case.
    const long = await readLongFolds(engine, accountId, projections, wanted);
    return { ...long, moved: true, since: long.head, touched: new Map() };
  }
  const folds: Fold[] = [];
  for (const projection of projections) folds.push(await foldBehind(engine, projection, snapshot));
  const since = Math.min(head, ...cursors.map(({ position }) => position));
  const touched = new Map(behind.map(({ subject, position }) => [subject, position]));
  return { head, moved, since, touched, folds };
}

/** At a quarter of the cost, where the worker has caught up: as nearly always. Null: something lies behind a cursor. */
async function readUpToDate(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  wanted: readonly Wanted[],
  saw: Saw | null,
): Promise<Snapshot | null> {
  const whole = projections
    .flatMap(tablesOf)
    .filter(([, { touched }]) => touched === 'account')
    .map(([table]): Wanted => ({ table, all: true }));
  const found = await readAmongOthers(engine.pool, accountId, projections, [...wanted, ...whole], saw);
  const isUpToDate = found.cursors.every(({ position }) => position === found.head);
  return isUpToDate && areCurrent(found, projections) ? { ...found, behind: [] } : null;
}

/** For streams that wait for their rebuild, or lag by more than one statement carries. */
function readLongFolds(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  wanted: readonly Wanted[],
): Promise<{ head: number; folds: Fold[] }> {
  return inSnapshot(engine.pool, async (client) => {
    const head = await readHead(client, accountId);
    const names = projections.map(({ name }) => name);
    const cursors = await readCursors(client, accountId, names);
    const folds: Fold[] = [];
    for (const projection of projections) {
      const cursor = cursors.find(({ projection: name }) => name === projection.name);
      const isCurrent = cursor?.version === projection.version;
      const folded = isCurrent
        ? await foldOverRows(engine, client, projection, accountId, cursor.position, head, wanted)
        : await foldStream(engine, client, projection, accountId, head);
      if (folded.position < head) throw new Unfoldable('An event of a newer release lies ahead');
      const behind = 'behind' in folded ? folded.behind : [];
      const position = isCurrent ? cursor.position : 0;
      folds.push({ projection, tables: folded.tables, cursor: position, behind, whole: !isCurrent });
    }
    return { head, folds };
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
  return { tables, behind: events, position: events.at(-1)?.position ?? cursor };
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

async function foldBehind(
  engine: Engine,
  projection: Projection,
  { behind, cursors, rows }: Snapshot,
): Promise<Fold> {
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
  return { projection, tables, cursor: position, behind: events, whole: false };
}

function isWhole({ cursors, behind }: Snapshot, projections: readonly Projection[]): boolean {
  return behind.length <= mostEventsBehind && areCurrent({ cursors }, projections);
}

/** Whether the rows are of this code's versions. */
export function areCurrent(
  { cursors }: Pick<Snapshot, 'cursors'>,
  projections: readonly Projection[],
): boolean {
  return projections.every(({ name, version }) =>
    cursors.some((cursor) => cursor.projection === name && cursor.version === version),
  );
}

function asUnfoldable(error: unknown): never {
  if (error instanceof HandlerFailure) throw new Unfoldable('A handler fails', { cause: error });
  throw error;
}

type Client = Parameters<Parameters<typeof inSnapshot>[1]>[0];

/** 0: there is no such stream. */
export async function readHead(client: Queryable, accountId: number): Promise<number> {
  const { rows } = await client.query<{ head: number }>({
    name: 'read-head',
    text: 'select head from streams where account_id = $1',
    values: [accountId],
  });
  return rows[0]?.head ?? 0;
}
