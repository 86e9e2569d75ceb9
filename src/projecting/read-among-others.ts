import type { Pool } from 'pg';
import { amongOthers } from '../database/among-others';
import type { Projection, Row } from './define-projection';
import { preparedName } from './prepared-name';
import { tablesOf } from './rows';
import { arrayOf, revive, type Snapshot } from './snapshot';
import type { Saw, Wanted } from './state';

type Answer = Pick<Snapshot, 'head' | 'moved' | 'cursors' | 'rows'>;

/** What can be wanted of a table: its rows with some values in a column, or all of the account's. */
type Kind = { stem: string; table: string; column?: string; name: string };
type Kinds = Map<string, Kind>;
type Ask = { kinds: Kinds; wanted: ReadonlySet<Kind>; values: Record<string, unknown> };

const kindsOf = new WeakMap<Pool, Kinds>();

/**
 * The wanted rows as they stand in the tables, and the head and the cursors of that moment, for somebody who knows what
 * lies behind the cursors, or finds that nothing does. Who reads of other streams at that moment comes along: to go to
 * the database, and to make a statement ready, is most of what it costs. So that any of them may, one statement asks
 * for every kind of rows that this process has wanted so far; of a kind that somebody does not want, it looks for none.
 */
export function readAmongOthers(
  pool: Pool,
  accountId: number,
  projections: readonly Projection[],
  wanted: readonly Wanted[],
  saw: Saw | null,
): Promise<Answer> {
  const kinds = kindsOf.get(pool) ?? new Map();
  kindsOf.set(pool, kinds);
  const ask = { kinds, wanted: new Set<Kind>(), values: {} as Ask['values'] };
  for (const [stem, { name: table }] of projections.flatMap(tablesOf)) {
    for (const want of wanted) {
      if (want.table !== stem) continue;
      const kind = kindOf(kinds, stem, table, 'column' in want ? want.column : undefined);
      ask.wanted.add(kind);
      const others = (ask.values[kind.name] as []) ?? [];
      ask.values[kind.name] = 'column' in want ? [...new Set([...others, ...want.values])] : true;
    }
  }
  ask.values.account_id = accountId;
  ask.values.projections = projections.map(({ name }) => name);
  if (saw) Object.assign(ask.values, saw);
  return readWithOthers(pool, ask);
}

const readWithOthers = amongOthers<Ask, Answer>({
  most: 32,
  together: read,
  alone: async (pool, ask) => (await read(pool, [ask]))[0]!,
});

function kindOf(kinds: Kinds, stem: string, table: string, column?: string): Kind {
  const key = `${table}.${column ?? '*'}`;
  const found = kinds.get(key) ?? { stem, table, column, name: `wanted_${kinds.size + 1}` };
  kinds.set(key, found);
  return found;
}

type Found = Omit<Answer, 'rows' | 'cursors'> & { cursors: Snapshot['cursors'] | null } & Record<
    `wanted_${number}`,
    Row[] | null
  >;

async function read(pool: Pool, asks: readonly Ask[]): Promise<Answer[]> {
  const text = statement(asks[0]!.kinds);
  const { rows } = await pool.query<Found>({
    name: preparedName(text),
    text,
    values: [JSON.stringify(asks.map(({ values }, nth) => ({ nth, ...values })))],
  });
  return rows.map((found, index) => {
    const rows: Record<string, Row[]> = {};
    for (const { stem, name } of asks[index]!.wanted) {
      rows[stem] ??= [];
      for (const row of found[name as `wanted_${number}`] ?? []) rows[stem].push(revive(row));
    }
    return { head: found.head ?? 0, moved: found.moved, cursors: found.cursors ?? [], rows };
  });
}

function statement(kinds: Kinds): string {
  const all = [...kinds.values()];
  const types = all.map(({ name, column }) => `, ${name} ${column ? arrayOf(column) : 'boolean'}`);
  return `
    select
      (select head from streams where account_id = asked.account_id) as head,
      (
        select json_agg(c) from (
          select projection, position, version from projection_cursors
          where account_id = asked.account_id and projection = any(asked.projections)
        ) c
      ) as cursors,
      case when asked.subject is null
        then exists (
          select from events
          where account_id = asked.account_id and subject is null and position > asked.seen
        )
        else exists (
          select from events
          where account_id = asked.account_id and subject = asked.subject and position > asked.seen
        )
      end as moved${all.map((kind) => `,\n${rowsOf(kind)}`).join('')}
    from json_to_recordset($1)
      as asked (nth integer, account_id bigint, projections text[], subject bigint, seen bigint${types.join('')})
    order by nth`;
}

/** Values are looked up one by one ("offset 0" keeps it so), or the planner may walk through all of the account's rows. */
function rowsOf({ table, column, name }: Kind): string {
  const found = column
    ? `unnest(asked.${name}) as w (value) cross join lateral (
        select * from ${table} where account_id = asked.account_id and ${column} = w.value offset 0
      ) t`
    : `${table} t where account_id = asked.account_id and asked.${name}`;
  return `(select json_agg(t) from ${found}) as ${name}`;
}
