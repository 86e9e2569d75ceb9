import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createEnginePool } from '../../src/database/pool';

export const TEMPLATE = 'kith_template';

export type TestDatabase = { url: string; pool: pg.Pool; drop(): Promise<void> };

/**
 * Creates a migrated database, cloned from the template. Its `url` uses the application's own role, as in production.
 * `drop` ends the pool and all other connections.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return cloneOf(TEMPLATE);
}

/** Creates an empty database, like an operator's before the first migration. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template0');
}

/** Returns the URL of a database on the tests' server, with the application's own role. */
export function urlOf(name: string): string {
  const url = new URL(process.env.KITH_TEST_ROLE!);
  url.pathname = `/${name}`;
  return url.href;
}

/** Connects as superuser, to create, drop, and disturb databases. */
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
