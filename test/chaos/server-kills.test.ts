import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog } from '../../src/base/log';
import { startEmbedded } from '../../src/database/embedded/embedded';
import { createPool } from '../../src/database/pool';
import { createContact } from '../../src/domain/commands/create-contact';
import { execute } from '../../src/engine/deciding/execute';
import { createKith } from '../../src/kith';
import { outboxFolder } from '../../src/mail/outbox-delivery';
import { migrate } from '../../src/release/migrate';
import { expectEqualToOracle } from '../oracle/compare';
import { openInBerlin } from '../support/open-in-berlin';
import { serverPid, until } from '../support/processes';
import { expectOnce, keepWriting, type Submission } from '../support/submitters';
import { endWorkers, environment, untilCaughtUp, workerWithin } from '../support/workers';

const rounds = Number(process.env.KITH_KILLS ?? 2);
jest.setTimeout(60_000 + rounds * 20_000);
afterEach(endWorkers);

test(`if the database server is killed with −9 while projections commit without waiting for the disk, ${rounds} times (KITH_KILLS), no acknowledged write is lost and no email is sent twice`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-server-kills-'));
  chmodSync(folder, 0o711);
  const dataDir = path.join(folder, 'data');
  const log = createLog('silent');
  const server = await startEmbedded({ dataDir, log });
  await migrate(server.url, log);
  const pool = createPool(server.url);
  const kith = { ...createKith({ pool, log, clock: () => new Date() }), announce: () => undefined };
  const env = environment(server.url);
  try {
    let people = 0;
    const opened: Omit<Submission, 'token'>[] = [];
    const open = async () => {
      const actor = await openInBerlin(kith, `person-${++people}@example.org`);
      opened.push({ actor, contact: (await execute(kith, actor, createContact, { name: 'Bob' })).subject! });
    };
    for (let n = 0; n < 4; n++) await open();
    const writing = keepWriting(kith, opened.slice(), 4);
    await workerWithin({ url: server.url, pool }, { sweeping: { every: 200, olderThan: 0.5 } }, env);
    for (let round = 1; round <= rounds; round++) {
      await open();
      await open();
      await until(async () => (await projected()) >= round * 60);
      const before = serverPid(dataDir);
      process.kill(before, 'SIGKILL');
      await until(async () => (await isUp()) && serverPid(dataDir) !== before);
    }
    const sent = await writing.stop();
    expect(writing.troubles).toBeGreaterThan(0);
    await expectOnce(pool, sent);
    await untilCaughtUp(kith);
    const { rows } = await pool.query(
      'select projection, account_id from projection_cursors where failures > 0 or parked_at is not null',
    );
    expect(rows).toEqual([]);
    for (const { actor } of opened) await expectEqualToOracle(pool, actor.accountId);
    const addresses = Array.from({ length: people }, (_, n) => `person-${n + 1}@example.org`);
    await until(() => recipientsIn(env.DATA_DIR!).length >= people);
    expect(recipientsIn(env.DATA_DIR!).sort()).toEqual(addresses.sort());
  } finally {
    await endWorkers();
    await pool.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  async function isUp(): Promise<boolean> {
    return pool.query('select').then(
      () => true,
      () => false,
    );
  }

  async function projected(): Promise<number> {
    const { rows } = await pool
      .query<{ position: number }>(
        `select coalesce(sum(position), 0)::bigint as position from projection_cursors where projection = 'contacts'`,
      )
      .catch(() => ({ rows: [{ position: 0 }] }));
    return rows[0]!.position;
  }
});

/** Returns the recipients of the emails in the outbox, one per email. */
function recipientsIn(dataDir: string): string[] {
  const outbox = outboxFolder(dataDir);
  if (!existsSync(outbox)) return [];
  return readdirSync(outbox, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .map((name) => /^To: <?([^>\r\n]+)>?/im.exec(readFileSync(path.join(outbox, name), 'utf8'))![1]!);
}
