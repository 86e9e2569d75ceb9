import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hash } from '@node-rs/argon2';
import type { Pool } from 'pg';
import { pino } from 'pino';
import type { Identity } from '../../src/accounts/identity';
import { openAccount } from '../../src/accounts/open-account';
import { createApp } from '../../src/app';
import { type Clock, systemClock } from '../../src/base/clock';
import { type Config, readConfig } from '../../src/base/config';
import { createLog, type Log } from '../../src/base/log';
import type { Engine } from '../../src/engine/projecting/engine';
import { createKith } from '../../src/kith';
import { listen } from '../../src/web/listen';
import { startWorker } from '../../src/worker/start-worker';
import { asBystander, type Bystander } from './bystander';
import { createTestDatabase } from './database';
import { Visitor } from './visitor';

export type Visiting = Identity & { visitor: Visitor };

export type TestApp = {
  config: Config;
  pool: Pool;
  clock: Clock;
  log: Log;
  /** Appends events as other processes would. */
  kith: Engine;
  /** All lines that the app has logged, as JSON. */
  logged: string[];
  /** Returns a new browser, with its own headers if given. */
  visitor(headers?: Record<string, string>): Visitor;
  /** Returns a new browser, signed in to a new account. */
  signedIn(person?: Partial<Person>): Promise<Visiting>;
  /** The same, and somebody else who is signed in and has a contact that must not change. */
  signedInWithBystander(person?: Partial<Person>): Promise<Visiting & { bystander: Visiting & Bystander }>;
  openAccount(person: Partial<Person>): Promise<Identity>;
  stop(): Promise<void>;
};
export type Person = { email: string; password: string; timeZone: string; locale: string };
type Options = {
  /** Starts the worker, as `npm start` does. Without it, nothing is projected and no job runs. */
  worker?: boolean;
  /** Environment variables. */
  env?: Record<string, string>;
  clock?: Clock;
};

/** Starts the app as in production, on its own database. */
export async function startApp({
  worker = false,
  env = {},
  clock = systemClock,
}: Options = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kith-app-'));
  const { log, logged } = recordingLog();
  const { pool } = database;
  const settings = readConfig({ PORT: '0', DATA_DIR: dataDir, SESSION_SECRET: 's'.repeat(32), ...env });
  const web = await listen(settings, (config) => createApp({ config, pool, log, clock }));
  const kith = createKith({ pool, log, clock });
  const deps = { config: web.config, pool, log, clock };
  const running = worker ? await startWorker(deps) : undefined;
  const address = `http://127.0.0.1:${web.config.port}`;
  const visitor = (headers?: Record<string, string>) => new Visitor(address, headers, { looksAgain: worker });
  let people = 0;

  async function open(person: Partial<Person>): Promise<Identity> {
    const { email, password, timeZone, locale } = { ...defaultPerson, ...person };
    const passwordHash = await hash(password, cheap);
    const opened = await openAccount(kith, { email, passwordHash, timeZone, locale });
    if (typeof opened === 'string') throw new Error(`${email} is ${opened}`);
    return opened;
  }

  async function signedIn(person: Partial<Person> = {}): Promise<Visiting> {
    people += 1;
    const { email, password } = { ...defaultPerson, email: `person-${people}@example.org`, ...person };
    const identity = await open({ ...person, email, password });
    const browser = visitor();
    await browser.post('/sign-in', { email, password }, { follow: false });
    return { ...identity, visitor: browser };
  }

  return {
    config: web.config,
    pool,
    clock,
    log,
    kith,
    logged,
    visitor,
    openAccount: open,
    signedIn,
    async signedInWithBystander(person) {
      const bystander = await signedIn();
      const watched = await asBystander(kith, bystander);
      return { ...(await signedIn(person)), bystander: { ...bystander, ...watched } };
    },
    async stop() {
      await web.close();
      await running?.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const defaultPerson: Person = {
  email: 'somebody@example.org',
  password: 'correct horse',
  timeZone: 'Europe/Berlin',
  locale: 'en',
};

/** Signing in verifies a hash at the cost that it names: at the real one, it took a third of these tests' time. */
const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** Returns the app's own log, with its serializers, written to memory. */
function recordingLog(): { log: Log; logged: string[] } {
  const logged: string[] = [];
  const log = createLog('debug');
  Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => logged.push(line) } });
  return { log, logged };
}
