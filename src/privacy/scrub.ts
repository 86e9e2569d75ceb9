import type pg from 'pg';
import { codeOf } from '../base/failure';
import { Client } from '../database/client';

export type Scrubbed = {
  /** How many tables were rewritten. */
  tables: number;
  /** Whether older segments of the write-ahead log were removed as well. */
  log: boolean;
};

/** How long to wait for transactions that may still see erased rows, in seconds. */
const transactionTimeout = 60;
/** How long to wait for a table's lock, in seconds. Readers of the table queue up during that time. */
const lockTimeout = 5;

/**
 * Rewrites every table with its indexes and statistics, so that no dead rows remain, then removes the write-ahead log
 * so far. Each table is locked against readers while it is rewritten. `url`: connects as the tables' owner or a
 * superuser; without a superuser, the log stays until the server removes it. Throws TransactionsInTheWay.
 */
export async function scrub(url: string): Promise<Scrubbed> {
  const client = new Client({ connectionString: url, application_name: 'kith scrub' });
  await client.connect();
  try {
    await client.begin();
    await client.query(`set lock_timeout = '${lockTimeout}s'`);
    const began = await now(client);
    await waitForOlderTransactions(client, began);
    const tables = await tablesToRewrite(client);
    // Statistics hold samples of rows. Refresh them first, then remove their dead rows like those of other tables.
    await clearStatistics(client);
    for (const table of tables) await client.query(`analyze ${table}`);
    for (const table of [...tables, 'pg_catalog.pg_statistic']) await client.query(`vacuum (full) ${table}`);
    const log = await removeOldLog(client);
    await client.query(
      'insert into scrubs (began_at, finished_at) values ($1, clock_timestamp()) on conflict do nothing',
      [began],
    );
    return { tables: tables.length, log };
  } finally {
    await client.end();
  }
}

/** Returns the server's time as text, because a Date has only milliseconds. */
async function now(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  return rows[0]!.now;
}

/**
 * Waits for open transactions: a rewritten table still keeps rows that they may see, and one that writes may be an
 * erasure that leaves dead rows in tables already rewritten.
 */
async function waitForOlderTransactions(client: pg.Client, began: string): Promise<void> {
  const deadline = performance.now() + transactionTimeout * 1_000;
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

/** A transaction that may see erased rows stayed open for too long. */
export class TransactionsInTheWay extends Error {
  override name = 'TransactionsInTheWay';
}

/** ANALYZE keeps the old statistics of a table that is now empty. PostgreSQL before 18 can't delete them. */
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

async function tablesToRewrite(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker') order by 1`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Removes old write-ahead log: a switch starts a new segment, and a checkpoint removes the ones before it unless the
 * server keeps them for reuse. Returns whether it removes them.
 */
async function removeOldLog(client: pg.Client): Promise<boolean> {
  try {
    // Overwrites segments that were kept for reuse under an earlier setting.
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
