import type pg from 'pg';
import { codeOf } from '../base/failure';
import { Client } from '../database/client';

export type Scrubbed = {
  /** How many tables were written anew. */
  tables: number;
  /** Whether older segments of the write-ahead log are gone as well. */
  log: boolean;
};

/** How long transactions are waited for that may still see what was erased, in seconds. */
const patience = 60;
/** The same for a table: whoever wants to read it meanwhile waits behind. */
const patienceEach = 5;

/**
 * Writes every table anew, so that no dead row is left in it, with indexes and statistics; then lets go of the
 * write-ahead log so far. Each table is closed to readers while that lasts. `url`: of the tables' owner, or of a
 * superuser, without whom the log stays until the server removes it by itself.
 */
export async function scrub(url: string): Promise<Scrubbed> {
  const client = new Client({ connectionString: url, application_name: 'kith scrub' });
  await client.connect();
  try {
    await client.begin();
    await client.query(`set lock_timeout = '${patienceEach}s'`);
    const began = await now(client);
    await olderTransactionsEnd(client, began);
    const tables = await tablesToWrite(client);
    // Statistics hold samples of the rows: first these are drawn anew, then the old ones' dead rows go like others.
    await clearStatistics(client);
    for (const table of tables) await client.query(`analyze ${table}`);
    for (const table of [...tables, 'pg_catalog.pg_statistic']) await client.query(`vacuum (full) ${table}`);
    const log = await letGoOfTheLog(client);
    await client.query(
      'insert into scrubs (began_at, finished_at) values ($1, clock_timestamp()) on conflict do nothing',
      [began],
    );
    return { tables: tables.length, log };
  } finally {
    await client.end();
  }
}

/** As the server has it, and as exactly: a Date is coarser. */
async function now(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  return rows[0]!.now;
}

/**
 * A row that an open transaction may still see is kept even by a table that is written anew; and one that writes may be
 * erasing, and leave dead rows in tables that are done.
 */
async function olderTransactionsEnd(client: pg.Client, began: string): Promise<void> {
  const deadline = performance.now() + patience * 1_000;
  for (;;) {
    const { rows } = await client.query<{ open: boolean }>(
      `select exists (
        select from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and (
          (backend_xmin is not null and xact_start < now() - interval '1 second')
          or (backend_xid is not null and xact_start < $1)
        )
      ) as open`,
      [began],
    );
    if (!rows[0]!.open) return;
    if (performance.now() > deadline) throw new TransactionsInTheWay();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A transaction stays open, and may see what was erased. */
export class TransactionsInTheWay extends Error {
  override name = 'TransactionsInTheWay';
}

/** Drawn anew, those of a table that has become empty would stay. PostgreSQL before 18 can't be told to drop them. */
async function clearStatistics(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ known: boolean }>(
    `select exists (select from pg_proc where proname = 'pg_clear_attribute_stats') as known`,
  );
  if (!rows[0]!.known) return;
  await client.query(
    `select pg_clear_attribute_stats(schemaname, tablename, attname, inherited) from pg_stats
      where schemaname in ('public', 'graphile_worker')`,
  );
}

async function tablesToWrite(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker') order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** A switch begins a new segment; a checkpoint removes those before it, where the server does not keep them for reuse. */
async function letGoOfTheLog(client: pg.Client): Promise<boolean> {
  try {
    // Segments that an earlier setting kept for reuse are filled with nothing.
    const { rows } = await client.query<{ kept: number }>(
      `select count(*)::integer as kept from pg_ls_waldir()
        where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_lsn())`,
    );
    for (let switches = 0; switches <= rows[0]!.kept; switches++) {
      await client.query(`select pg_logical_emit_message(true, 'kith', 'scrub')`);
      await client.query('select pg_switch_wal()');
    }
    await client.query('checkpoint');
    const setting = await client.query<{ wal_recycle: string }>('show wal_recycle');
    return setting.rows[0]!.wal_recycle === 'off';
  } catch (error) {
    if (codeOf(error) === '42501') return false;
    throw error;
  }
}
