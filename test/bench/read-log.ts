import { createPool } from '../../src/database/pool';

/** A script that reads the events of these accounts, parses their payloads, and prints their number. See replay-limit.ts. */
const [url = '', first = '', last = ''] = process.argv.slice(2);
const eventsPerPage = 5_000;

async function readLog(): Promise<number> {
  const pool = createPool(url, { max: 1 });
  let events = 0;
  for (let [account, position] = [Number(first), 0]; ; ) {
    const { rows } = await pool.query<{ account_id: number; position: number }>({
      name: 'read-log',
      text: `select account_id, position, id, subject, event_type_id, payload, created_at, masked from events
        where (account_id, position) > ($1, $2) and account_id <= $3 order by account_id, position limit $4`,
      values: [account, position, Number(last), eventsPerPage],
    });
    events += rows.length;
    if (rows.length < eventsPerPage) break;
    ({ account_id: account, position } = rows.at(-1)!);
  }
  await pool.end();
  return events;
}

readLog().then((events) => console.log(events));
