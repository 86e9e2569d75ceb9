import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createEnginePool } from '../../src/database/pool';

export const TEMPLATE = 'kith_template';

export type TestDatabase = { url: string; pool: pg.Pool; drop(): Promise<void> };

/**
 * A migrated database of its own, cloned from the template. Its `url` is that of the application's own
 * role, as in production. `drop` ends the pool and whatever else is still connected.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return cloneOf(TEMPLATE);
}

/** An empty database, as an operator who is about to migrate has it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template0');
}

/** The address of a database on the tests' server, as the application's own role. */
export function urlOf(name: string): string {
  const url = new URL(process.env.KITH_TEST_ROLE!);
  url.pathname = `/${name}`;
  return url.href;
}

/** A connection as superuser, to create, drop and disturb databases. */
export async function adminClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.KITH_TEST_SERVER });
  await client.connect();
  return client;
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const name = `kith_${process.pid}_${randomBytes(5).toString('hex')}`;
  const admin = await adminClient();
  await admin.query(`create database ${name} template ${template} owner kith strategy file_copy`);
  await admin.end();
  const pool = createEnginePool(urlOf(name));
  const drop = async () => {
    await pool.end();
    await dropDatabase(name);
  };
  return { url: urlOf(name), pool, drop };
}

async function dropDatabase(name: string): Promise<void> {
  const admin = await adminClient();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}
