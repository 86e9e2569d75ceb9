import { systemClock } from '../../src/base/clock';
import { createContact } from '../../src/domain/commands/create-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { type Bundled, bundled } from '../support/bundle';
import { untilBlocked, whileLocked } from '../support/hold';
import { busyPerson } from '../support/person';
import { type Run, until } from '../support/processes';
import { random, seed } from '../support/random';
import { createStage, type Stage, settle } from '../support/stage';
import { expectOnce, keepWriting, type Submission } from '../support/submitters';
import { endWorkers, environment, killNine, untilCaughtUp } from '../support/workers';

jest.setTimeout(120_000);
const chosen = seed();
const enough = 6;
const interactions = 40_000;
/** In milliseconds. Process managers kill a process that takes ten seconds or more to stop. */
const promptly = 5_000;

let stage: Stage;
let env: Record<string, string>;
let replay: Bundled;
beforeAll(async () => {
  replay = await bundled('src/ops/cli/replay.ts');
});
beforeEach(async () => {
  stage = await createStage({ clock: systemClock });
  env = environment(stage.url);
});
afterEach(async () => {
  await endWorkers();
  await stage.drop();
});

const replaying = (...args: string[]) => replay(['--json', ...args], env);
const resultOf = ({ stdout }: Run) => JSON.parse(stdout.trim().split('\n').at(-1)!);
const damage = `update projected_contacts set description = 'Damaged'`;

async function rebuilt(): Promise<number> {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as cursors from projection_cursors c join projections p on p.name = c.projection
      where c.replays = p.replays`,
  );
  return rows[0].cursors;
}

test(`replays that are killed repeatedly, two at once, finish correctly while people write (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const abouts: Omit<Submission, 'token'>[] = [];
  for (let count = 0; count < 40; count++) {
    const actor = await stage.open();
    const person = busyPerson(kith, actor, chosen + count);
    for (let act = 0; act < 5; act++) await person.act();
    abouts.push({ actor, contact: await stage.contact(actor, 'Nobody else') });
    await settle(kith, actor.accountId);
  }
  await pool.query(damage);
  const writing = keepWriting(kith, abouts, 2);
  const next = random(chosen);
  let kills = 0;
  let begun = false;
  const finished = async (lane: number): Promise<unknown> => {
    for (;;) {
      const before = await rebuilt();
      // Only the first process requests a replay; later ones continue it.
      if (lane > 0) await until(() => begun);
      const run = replaying();
      let ended = false;
      void run.exit.then(() => {
        ended = true;
      });
      await until(async () => ended || (await rebuilt()) !== before);
      begun = true;
      await until(async () => ended || next() < 0.4);
      if (ended || kills >= enough) return run.exit.then((exit) => ({ ...exit, output: run.stderr }));
      // Counted before the kill; otherwise, both lanes could do the last one.
      kills++;
      await killNine(run);
    }
  };
  const ends = await Promise.all([finished(0), finished(1)]);
  expect(ends).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(kills).toBe(enough);
  const sent = await writing.stop();
  for (const { actor } of abouts) {
    await settle(kith, actor.accountId);
    await expectEqualToOracle(pool, actor.accountId);
  }
  await untilCaughtUp(kith);
  await expectOnce(pool, sent);
});

test('on SIGTERM during a long rebuild, a replay stops promptly, and another one continues it', async () => {
  const { pool } = stage;
  const actor = await longStream(interactions);
  const doomed = replaying();
  await untilRebuilding(pool);
  const requested = performance.now();
  doomed.child.kill('SIGTERM');
  expect(await doomed.exit).toEqual({ code: 143, signal: null });
  expect(performance.now() - requested).toBeLessThan(promptly);
  expect(await rebuilt()).toBeLessThan(stage.kith.projections.length);

  const resumed = replaying();
  expect(await resumed.exit).toMatchObject({ code: 0 });
  expect(resumed.stdout).toContain('Resuming an unfinished replay of');
  expect(resultOf(resumed)).toMatchObject({ streams: 1 });
  expect(await countOf(actor)).toBe(interactions);
});

test('on SIGTERM during a long rebuild, a worker stops promptly, and the next one does the rebuild', async () => {
  const { pool, kith } = stage;
  const actor = await longStream(interactions);
  const worker = await bundled('src/worker.ts');
  await pool.query('update projections set replays = replays + 1');
  const run = () => worker([], env);
  const doomed = run();
  await doomed.says(/worker is ready/);
  await until(async () => (await pool.query(readingEvents)).rowCount! > 0);
  const requested = performance.now();
  doomed.child.kill('SIGTERM');
  expect(await doomed.exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - requested).toBeLessThan(promptly);
  run();
  await untilCaughtUp(kith);
  expect(await countOf(actor)).toBe(interactions);
});

test('a replay reports its progress once a second on stderr, apart from its result', async () => {
  const { kith, pool } = stage;
  const actors: Actor[] = [];
  for (let count = 0; count < 6; count++) {
    const actor = await stage.open();
    await execute(kith, actor, createContact, { name: 'Bob' });
    await settle(kith, actor.accountId);
    actors.push(actor);
  }
  const lock = 'select from projection_cursors where account_id = $1 for update';
  const run = await whileLocked(pool, lock, [actors.at(-1)!.accountId], async () => {
    const run = replaying();
    await untilBlocked(pool);
    const longer = `select from projections where replay_asked_at < clock_timestamp() - interval '2 seconds'`;
    await until(async () => (await pool.query(longer)).rowCount! > 0);
    return run;
  });
  expect(await run.exit).toMatchObject({ code: 0 });
  expect(run.stderr).toMatch(/^6 of 6 streams, 12 events, \d+ per second, about 0 s left$/m);
  expect(run.stdout).not.toContain('about');
  expect(resultOf(run)).toMatchObject({ streams: 6, events: 12, changed: 0 });
});

/** Opens an account with this many interactions with a hundred contacts, projected. */
async function longStream(interactions: number): Promise<Actor> {
  const { kith, pool } = stage;
  const actor = await stage.open();
  let contact = 0;
  for (let count = 1; count <= 100; count++) contact = await stage.contact(actor, `Person ${count}`);
  await pool.query(
    `with moved as (update streams set head = head + $3 where account_id = $1 returning head - $3 as head, last_at)
    insert into events (account_id, position, subject, event_type_id, entity_id, payload, created_at)
    select $1, head + n, $2 - n % 100, t.id, $4,
      jsonb_build_object('interacted_on', date '2026-01-01' + (n % 300)::integer, 'description', 'No. ' || n), last_at
    from moved, generate_series(1, $3) n, event_types t where t.name = 'interaction-recorded'
    order by n`,
    [actor.accountId, contact, interactions, actor.entityId],
  );
  await settle(kith, actor.accountId);
  return actor;
}

async function countOf({ accountId }: Actor): Promise<number> {
  const { rows } = await stage.pool.query(
    'select count(*)::integer as rows from projected_interactions where account_id = $1',
    [accountId],
  );
  return rows[0].rows;
}

/** Waits until a replay has claimed a stream. */
async function untilRebuilding(pool: Stage['pool']): Promise<void> {
  const claims = `select from pg_locks where locktype = 'advisory' and classid = 4871003
    and database = (select oid from pg_database where datname = current_database())`;
  await until(async () => (await pool.query(claims)).rowCount! > 0);
}

const readingEvents = `select from pg_stat_activity where datname = current_database()
  and pid <> pg_backend_pid() and query ~ 'from events\\s+where'`;
