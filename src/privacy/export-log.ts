import type { Pool } from 'pg';
import type { Header, Line } from './log-format';

/** Limits memory: notes in one event can be up to 100 kB. */
const eventsPerPage = 200;

/**
 * Yields the log of one account, line by line, up to its current head. Events never change except by being masked, so
 * pages read one after another are as good as one snapshot, and only one page is in memory at a time.
 */
export async function* exportLog(pool: Pool, accountId: number): AsyncGenerator<string> {
  const { rows } = await pool.query<{ head: number; email: string }>(
    'select head, email from streams join credentials using (account_id) where account_id = $1',
    [accountId],
  );
  const { head, email } = rows[0]!;
  const header: Header = { format: 'kith-log', version: 1, account: accountId, email, events: head };
  yield `${JSON.stringify(header)}\n`;
  for (let after = 0; after < head; ) {
    const page = await readPage(pool, accountId, after, head);
    for (const line of page) yield `${JSON.stringify(line)}\n`;
    after = page.at(-1)!.position;
  }
}

async function readPage(pool: Pool, accountId: number, after: number, head: number): Promise<Line[]> {
  const { rows } = await pool.query<Omit<Line, 'masked'> & { masked: boolean }>({
    name: 'export-log',
    text: `
      select e.position, t.name as type, t.version, e.subject, by.name as system, e.created_at, e.payload, e.metadata,
        e.masked
      from events e join event_types t on t.id = e.event_type_id
      left join entities by on by.id = e.entity_id and by.kind = 'system'
      where e.account_id = $1 and e.position > $2 and e.position <= $3 order by e.position limit $4`,
    values: [accountId, after, head, eventsPerPage],
  });
  return rows.map(({ masked, ...line }) => ({ ...line, ...(masked && { masked }) }));
}
