import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import { systemClock } from '../clock';
import type { EventTypes } from '../event-store/event-types';
import type { Queryable } from '../event-store/read';
import { createKith } from '../kith';
import type { Log } from '../log';
import type { Engine } from '../projecting/engine';
import { createPool } from './pool';
import { systemEntities } from './system-entities';
import { inTransaction } from './transaction';

const directory = path.join(__dirname, '../../migrations');

/**
 * The release step: brings the schema up to date, and writes down this release's event types and the versions of
 * its projections. Workers of this release start to rebuild what has another version.
 */
export async function migrate(url: string, log: Log): Promise<void> {
  await runner({
    databaseUrl: url,
    dir: directory,
    direction: 'up',
    migrationsTable: 'migrations',
    log: () => undefined,
    logger: quiet(log),
  });
  await runMigrations({ connectionString: url });
  const pool = createPool(url, { max: 1 });
  try {
    const kith = createKith({ pool, log, clock: systemClock });
    await release(kith);
  } finally {
    await pool.end();
  }
}

/** Writes this release's event types, system entities and projections' versions to the database. */
export async function release({ pool, eventTypes, projections }: Engine): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('lock table event_types, projections in share row exclusive mode');
    await writeEventTypes(client, eventTypes);
    await client.query(
      `insert into entities (kind, name) select 'system', name from unnest($1::text[]) name
        where not exists (select from entities e where e.kind = 'system' and e.name = name)`,
      [systemEntities],
    );
    await client.query(
      `insert into projections (name, version) select * from unnest($1::text[], $2::integer[])
        on conflict (name) do update set version = excluded.version`,
      [projections.map(({ name }) => name), projections.map(({ version }) => version)],
    );
  });
}

async function writeEventTypes(client: Queryable, { schemas }: EventTypes) {
  for (const { name, version, schema } of schemas) {
    const { rows } = await client.query<{ frozen: boolean }>(
      `insert into event_types (name, version, schema) values ($1, $2, $3)
        on conflict (name, version) do update set schema = event_types.schema
        returning schema = $3::jsonb as frozen`,
      [name, version, JSON.stringify(schema)],
    );
    if (!rows[0]!.frozen) {
      throw new Error(
        `schemas/${name}/v${version}.json was changed after its release: add a new version instead`,
      );
    }
  }
}

function quiet(log: Log) {
  return {
    debug: () => undefined,
    info: (message: string) => log.debug(message),
    warn: (message: string) => log.warn(message),
    error: (message: string) => log.error(message),
  };
}
