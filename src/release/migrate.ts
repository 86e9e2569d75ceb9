import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import { systemClock } from '../base/clock';
import { codeOf, StartFailure } from '../base/failure';
import type { Log } from '../base/log';
import { createPool } from '../database/pool';
import type { Queryable } from '../database/queryable';
import { inTransaction } from '../database/transaction';
import { backfills } from '../domain/backfilling/backfills';
import { registerBackfills } from '../domain/backfilling/waiting-streams';
import { systemEntities } from '../domain/system-entities';
import type { Engine } from '../engine/projecting/engine';
import { registerReactors } from '../engine/reacting/cursor';
import type { EventTypes } from '../event-store/event-types';
import { createKith } from '../kith';
import { namesAlways } from '../reactors';

const directory = path.join(__dirname, '../../migrations');

/**
 * Runs the release step: brings the schema up to date, and writes this release's event types and projection versions to
 * the database. Workers of this release then rebuild what has another version. Throws a StartFailure if the database
 * user may not create tables, or if a released schema file was changed.
 */
export async function migrate(url: string, log: Log): Promise<void> {
  const pool = createPool(url, { max: 3, log });
  const turn = await pool.connect();
  try {
    // Concurrent release steps take turns; the second one finds nothing left to do.
    await turn.query('select pg_advisory_lock($1, 0)', [oneReleaseAtATime]);
    await runner({
      dbClient: turn,
      dir: directory,
      direction: 'up',
      migrationsTable: 'migrations',
      log: () => undefined,
      logger: quiet(log),
    });
    await runMigrations({ pgPool: pool });
    await release(createKith({ pool, log, clock: systemClock }));
  } catch (error) {
    throw isNotAllowed(error) ? new StartFailure(mayNotCreate, { cause: error }) : error;
  } finally {
    turn.release(true);
    await pool.end();
  }
}

/** Class of the advisory lock that a release step holds. */
const oneReleaseAtATime = 4_871_004;
const mayNotCreate =
  'DATABASE_URL: the user is not allowed to create tables. Make it the owner of the database, or grant it CREATE on the database and its public schema.';

/** node-pg-migrate wraps the server's error in a message of its own, without the error code. */
function isNotAllowed(error: unknown): boolean {
  return codeOf(error) === '42501' || /permission denied for (schema|database)/.test(String(error));
}

/** Writes this release's event types, system entities, projections' versions and reactors to the database. */
export async function release({ pool, eventTypes, projections }: Engine): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('lock table event_types, projections in share row exclusive mode');
    await writeEventTypes(client, eventTypes);
    await client.query(
      `insert into entities (kind, name) select 'system', wanted.name from unnest($1::text[]) wanted (name)
        where not exists (select from entities e where e.kind = 'system' and e.name = wanted.name)`,
      [systemEntities],
    );
    await client.query(
      `insert into projections (name, version) select * from unnest($1::text[], $2::integer[])
        on conflict (name) do update set version = excluded.version`,
      [projections.map(({ name }) => name), projections.map(({ version }) => version)],
    );
    await registerReactors(client, namesAlways);
    await registerBackfills(client, backfills);
  });
}

async function writeEventTypes(client: Queryable, { schemas }: EventTypes) {
  for (const { name, version, schema } of schemas) {
    const values = [name, version, JSON.stringify(schema)];
    const { rows } = await client.query<{ frozen: boolean }>(
      'select schema = $3::jsonb as frozen from event_types where name = $1 and version = $2',
      values,
    );
    // Inserts only what is new: an insert that conflicts uses up an id all the same, and there are only 32,767.
    if (!rows[0])
      await client.query('insert into event_types (name, version, schema) values ($1, $2, $3)', values);
    else if (!rows[0].frozen) {
      throw new StartFailure(
        `schemas/${name}/v${version}.json differs from the one that an earlier release wrote to this database. A released schema is frozen: restore the file, and add your change as v${version + 1}.json.`,
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
