import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { hashPassword } from '../accounts/passwords';
import { inTransaction } from '../database/transaction';
import { backfillStream } from '../domain/backfilling/waiting-streams';
import { readEmailAddress } from '../domain/values/email-address';
import type { Engine } from '../engine/projecting/engine';
import { startReactorsAtHead } from '../engine/reacting/cursor';
import { type EventTypeIds, reloadEventTypeIds } from '../event-store/event-type-ids';
import { LineCheck, LogRefused } from './check-log-line';
import { insertAccount } from './insert-account';
import { type Header, isHeader, type Line } from './log-format';

export type Imported = { accountId: number; email: string; events: number };

const eventsPerStatement = 200;

/**
 * Imports one account's log in one transaction. Positions, subjects, times, entities, and payloads are unchanged. No
 * reactor sees the events, and the account's emails go to the outbox only. `email`: replaces the log's address.
 * `passwordHash`: the hash of the password to sign in with. Without it, the account holder resets the password, and
 * that email goes to the outbox, too. Throws LogRefused, with nothing stored, if a line is invalid or the email is
 * taken.
 */
export async function importLog(
  engine: Engine,
  lines: AsyncIterable<string>,
  email?: string,
  passwordHash?: string,
): Promise<Imported> {
  const hash = passwordHash ?? (await hashPassword(randomPassword()));
  return inTransaction(engine.pool, async (client) => {
    const reading = numbered(lines);
    const header = await readHeader(reading);
    const address = readEmailAddress(email ?? header.email);
    if (!address) throw new LogRefused(1, 'the email address is not valid');
    const { accountId, entityId } = await insertAccount(client, header, address, hash);
    const systems = await systemEntities(client);
    const ids = await reloadEventTypeIds(engine.pool, client);
    const insert = (batch: Line[]) => insertEvents(client, accountId, entityId, systems, ids, batch);
    const check = new LineCheck(engine.eventTypes, systems, await latestMoment(client, engine.clock()));
    let [batch, last]: [Line[], Line | undefined] = [[], undefined];
    let number = header.line;
    for await (const { text, line } of reading) {
      number = line;
      last = check.next(text, line);
      batch.push(last);
      if (batch.length === eventsPerStatement) await insert(batch.splice(0));
    }
    if (batch.length > 0) await insert(batch);
    if (last?.position !== header.events)
      throw new LogRefused(number, `the log ends after ${last?.position ?? 0} of ${header.events} events`);
    await client.query('update streams set head = $2, last_at = $3 where account_id = $1', [
      accountId,
      last.position,
      last.created_at,
    ]);
    // A concurrent release step must see this stream, or be seen here; otherwise its reactors would react to the log.
    await client.query('lock table reactors, backfills in share mode');
    await startReactorsAtHead(client, accountId);
    await backfillStream(client, accountId);
    return { accountId, email: address.email, events: last.position };
  }).then((imported) => {
    engine.announce();
    return imported;
  });
}

function randomPassword(): string {
  return randomBytes(32).toString('hex');
}

type Numbered = AsyncGenerator<{ text: string; line: number }>;

async function* numbered(lines: AsyncIterable<string>): Numbered {
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text !== '') yield { text, line };
  }
}

/** Returns the later of the two clocks plus one day: the clock of the machine that exported the log may be ahead. */
async function latestMoment(client: PoolClient, now: Date): Promise<string> {
  const { rows } = await client.query<{ latest: Date }>(
    `select greatest(clock_timestamp(), $1) + interval '1 day' as latest`,
    [now],
  );
  return rows[0]!.latest.toISOString();
}

/** Reads the header, skipping the lines in which npm says what it runs: they go to the same output. */
async function readHeader(lines: Numbered): Promise<Header & { line: number }> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new LogRefused(1, 'the file is empty');
    const { text, line } = value;
    if (text.startsWith('> ')) continue;
    const header = parsed(text);
    if (!isHeader(header)) throw new LogRefused(line, 'this is not the first line of a log exported by Kith');
    return { ...header, line };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function systemEntities(client: PoolClient): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: number; name: string }>(
    `select id, name from entities where kind = 'system'`,
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}

async function insertEvents(
  client: PoolClient,
  accountId: number,
  entityId: number,
  systems: ReadonlyMap<string, number>,
  { ids }: EventTypeIds,
  batch: readonly Line[],
): Promise<void> {
  await client.query({
    name: 'import-events',
    text: `
      insert into events (account_id, position, subject, event_type_id, entity_id, payload, metadata, created_at,
        masked)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::smallint[], $5::bigint[], $6::jsonb[], $7::jsonb[],
        $8::timestamptz[], $9::boolean[])`,
    values: [
      accountId,
      batch.map(({ position }) => position),
      batch.map(({ subject }) => subject),
      batch.map(({ type, version }) => ids.get(`${type}/${version}`)),
      batch.map(({ system }) => (system === null ? entityId : systems.get(system))),
      batch.map(({ payload }) => JSON.stringify(payload)),
      batch.map(({ metadata }) => JSON.stringify(metadata)),
      batch.map(({ created_at }) => created_at),
      batch.map(({ masked }) => masked === true),
    ],
  });
}
