import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { systemClock } from '../../src/base/clock';
import { createLog } from '../../src/base/log';
import { startEmbedded } from '../../src/database/embedded/embedded';
import { createEnginePool, createPool, patient } from '../../src/database/pool';
import { createKith, type Kith } from '../../src/kith';
import { migrate } from '../../src/release/migrate';
import { serverPid } from '../support/processes';
import { type Cpu, cpuUsed } from './cpu';
import { fill } from './fill';

export type BedDatabase = { url: string; superuserUrl: string; pool: Pool; kith: Kith; accounts: number[] };

/** The test bed: a separate PostgreSQL server, durable as in production, with databases to measure on. */
export type Bed = {
  /**
   * Creates a database with accounts of these numbers of events, projected. The first call with the same numbers fills a
   * template, and the databases are copies of it. `once`: fill the database itself, for a large one that isn't reused.
   */
  filled(streams: readonly number[], options?: { once?: boolean }): Promise<BedDatabase>;
  /** Creates an empty database, for the systems that Kith is compared with. */
  empty(): Promise<{ url: string; pool: Pool }>;
  drop(database: { url: string; pool: Pool }): Promise<void>;
  /** Returns the CPU time used so far. */
  cpu(): Cpu;
  /** The server's version and settings. */
  facts: Record<string, string>;
  stop(): Promise<void>;
};

const log = createLog('silent');
const connections = 16;

export async function makeBed({ seed, say }: { seed: number; say(line: string): void }): Promise<Bed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-bench-'));
  chmodSync(folder, 0o711);
  const server = await startEmbedded({ dataDir: path.join(folder, 'data'), log, durable: true });
  const admin = createPool(server.superuserUrl, { max: 2 });
  const templates = new Map<string, { name: string; accounts: number[] }>();
  const at = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;

  async function create(template: string): Promise<string> {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    await admin.query(`create database ${name} template ${template} owner kith strategy file_copy`);
    return name;
  }

  async function makeTemplate(streams: readonly number[]) {
    const name = await create('template0');
    const url = at(server.url, name);
    await migrate(url, log);
    // Asynchronous commits speed up filling. Nothing is measured with this pool.
    const pool = createEnginePool(url, {
      max: connections,
      log,
      settings: { ...patient, synchronous_commit: 'off' },
    });
    const began = performance.now();
    const events = streams.reduce((sum, count) => sum + count, 0);
    say(`filling ${streams.length} accounts with ${events.toLocaleString('en')} events …`);
    const accounts = await fill(createKith({ pool, log, clock: systemClock }), { streams, seed });
    say(`… in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    await pool.end();
    await admin.query('checkpoint');
    return { name, accounts };
  }

  return {
    async filled(streams, { once = false } = {}) {
      const kind = JSON.stringify(streams);
      const kept = templates.get(kind);
      const template = kept ?? (await makeTemplate(streams));
      const isItself = once && !kept;
      if (!isItself) templates.set(kind, template);
      const name = isItself ? template.name : await create(template.name);
      const url = at(server.url, name);
      const pool = createEnginePool(url, { max: connections, log });
      const kith = createKith({ pool, log, clock: systemClock });
      return { url, superuserUrl: at(server.superuserUrl, name), pool, kith, accounts: template.accounts };
    },
    async empty() {
      const url = at(server.url, await create('template0'));
      return { url, pool: createPool(url, { max: connections, log }) };
    },
    async drop({ url, pool }) {
      await pool.end();
      await admin.query(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
    },
    cpu: () => cpuUsed(serverPid(path.join(folder, 'data'))),
    facts: await factsOf(admin),
    async stop() {
      await admin.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Throws if the server isn't durable, because its figures would be meaningless. */
async function factsOf(admin: Pool): Promise<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const name of [
    'server_version',
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'shared_buffers',
  ]) {
    const { rows } = await admin.query<Record<string, string>>(`show ${name}`);
    facts[name] = Object.values(rows[0]!)[0]!;
  }
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    if (facts[name] !== 'on') throw new Error(`${name} is ${facts[name]}; the server must be durable`);
  return facts;
}
