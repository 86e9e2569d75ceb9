import type { EventRow, Queryable } from '../event-store/read';
import type { Projection, Row, TableDefinition } from './define-projection';
import { preparedName } from './prepared-name';
import { tablesOf } from './rows';
import { revive } from './snapshot';

/** A stream, and the position that some projection of it has not come past yet. */
export type Behind = { accountId: number; after: number };

export type ReadBehind = {
  /** The events, in order. */
  events: EventRow[];
  /** By stem: the rows that they touch. */
  rows: Record<string, Row[]>;
};

type Answer = { behind: EventRow[] | null; [stem: `rows of ${string}`]: Row[] | null };

/** At most `limit` events of each stream, and the rows that they may read or change; by one statement. */
export async function readBehind(
  db: Queryable,
  streams: readonly Behind[],
  projections: readonly Projection[],
  limit: number,
): Promise<Map<number, ReadBehind>> {
  const tables = projections.flatMap(tablesOf);
  const columns = tables.flatMap(([stem, table]) => {
    const touched = touchedRows(table);
    return touched ? [`(select json_agg(t) from ${touched}) as "rows of ${stem}"`] : [];
  });
  const text = `
    with streams as (
      select * from unnest($1::bigint[], $2::bigint[]) as s (account_id, after)
    ), behind as (
      select e.* from streams s cross join lateral (
        select account_id, position, id, subject, event_type_id, payload, created_at, masked from events
        where account_id = s.account_id and position > s.after order by position limit $3
      ) e
    )
    select (select json_agg(b order by b.account_id, b.position) from behind b) as behind${columns.map((column) => `,\n${column}`).join('')}`;
  const { rows } = await db.query<Answer>({
    name: preparedName(text),
    text,
    values: [streams.map(({ accountId }) => accountId), streams.map(({ after }) => after), limit],
  });
  const { behind, ...answer } = rows[0]!;
  const found = new Map(
    streams.map(({ accountId }): [number, ReadBehind] => [accountId, { events: [], rows: {} }]),
  );
  for (const row of behind ?? [])
    found.get(row.account_id)!.events.push({ ...row, created_at: new Date(row.created_at) });
  for (const [stem] of tables) {
    for (const row of answer[`rows of ${stem}`] ?? []) {
      const { rows } = found.get(row.account_id)!;
      rows[stem] ??= [];
      rows[stem].push(revive(row));
    }
  }
  return found;
}

/** Looked up one by one ("offset 0" keeps it so): there are few, and the tables may be long. */
function touchedRows({ name, touched, subject }: TableDefinition): string | null {
  if (touched === 'account')
    return `streams s cross join lateral (select * from ${name} where account_id = s.account_id offset 0) t`;
  if (typeof touched === 'object') {
    const { column, property } = touched;
    return looked(
      name,
      column,
      `select distinct account_id, (payload ->> '${property}')::bigint as value from behind where payload ? '${property}'`,
    );
  }
  if (!subject) return null;
  return looked(
    name,
    subject,
    'select distinct account_id, subject as value from behind where subject is not null',
  );
}

function looked(table: string, column: string, values: string): string {
  return `(${values}) b cross join lateral (
    select * from ${table} where account_id = b.account_id and ${column} = b.value offset 0
  ) t`;
}
