import { createContact } from '../../src/domain/commands/create-contact';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { askForReplay, replay } from '../../src/engine/replaying/replay';
import { expectEqualToOracle } from '../oracle/compare';
import { type Bundled, bundled } from '../support/bundle';
import { holdBefore, untilBlocked, whileLocked } from '../support/hold';
import { busyPerson } from '../support/person';
import { until } from '../support/processes';
import { projectionNamed } from '../support/projection-named';
import { createStage, cursorOf, project, rebuild, type Stage, settle } from '../support/stage';
import { endWorkers, environment, killNine } from '../support/workers';

jest.setTimeout(60_000);

let stage: Stage;
let script: Bundled;
beforeAll(async () => {
  script = await bundled('src/ops/cli/replay.ts');
});
beforeEach(async () => {
  stage = await createStage();
});
afterEach(async () => {
  await endWorkers();
  await stage.drop();
});

const replays = -1;
const requestRebuild = (accountId: number) =>
  stage.pool.query('update projection_cursors set replays = $2 where account_id = $1', [accountId, replays]);

/** Opens an account with its own history, projected. */
async function accountWithHistory(acts = 40): Promise<Actor> {
  const actor = await stage.open();
  const person = busyPerson(stage.kith, actor, acts + actor.accountId);
  for (let act = 0; act < acts; act++) await person.act();
  await settle(stage.kith, actor.accountId);
  return actor;
}

const replayProcess = (...args: string[]) => script(args, environment(stage.url));
const resultOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1)!);

test.each([
  ['before its fold', /from events\s+where/, 1],
  ['between the fold and the lock', /^begin; set local/, 1],
  ['between the lock and the reading of later events', /from events\s+where/, 2],
])('a rebuild includes writes to the same stream %s', async (_, statement, nth) => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await accountWithHistory();
  const contact = await stage.contact(actor, 'Nobody else');
  await settle(kith, actor.accountId);
  await requestRebuild(actor.accountId);
  const held = holdBefore(pool, statement, nth);
  const contacts = projectionNamed(kith, 'contacts');
  const rebuilding = rebuild({ ...kith, pool: held.pool }, contacts, actor.accountId);
  await held.reached;
  await execute(kith, actor, recordInteraction, { contact, interacted_on: '2026-11-19' });
  // In the meantime, a wake-up leaves the stream to the process that has claimed it.
  expect(await project(kith, contacts, actor.accountId)).toEqual({ kind: 'waiting' });
  held.goOn();
  await rebuilding;
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('readers see the old rows until all new ones appear at once', async () => {
  const { kith, pool } = stage;
  const actor = await accountWithHistory();
  await pool.query(`update projected_contacts set description = 'Old' where account_id = $1`, [
    actor.accountId,
  ]);
  await requestRebuild(actor.accountId);
  const seen = () =>
    pool.query('select name, description from projected_contacts where account_id = $1 order by name', [
      actor.accountId,
    ]);
  const before = (await seen()).rows;
  const held = holdBefore(pool, /update projection_cursors/);
  const rebuilding = rebuild(
    { ...kith, pool: held.pool },
    projectionNamed(kith, 'contacts'),
    actor.accountId,
  );
  await held.reached;
  expect((await seen()).rows).toEqual(before);
  held.goOn();
  await rebuilding;
  expect((await seen()).rows.filter(({ description }) => description === 'Old')).toEqual([]);
  await expectEqualToOracle(pool, actor.accountId);
});

test('a replay changes all projections of a stream at once', async () => {
  const { kith, pool } = stage;
  const actor = await accountWithHistory();
  const { accountId } = actor;
  await pool.query('delete from projected_interactions where account_id = $1', [accountId]);
  await pool.query('delete from projected_contacts where account_id = $1', [accountId]);
  const seen = async () => {
    const { rows } = await pool.query<{ contacts: number; interactions: number; pending: number }>(
      `select (select count(*) from projected_contacts where account_id = $1) as contacts,
        (select count(*) from projected_interactions where account_id = $1) as interactions,
        (select count(*) from projection_cursors where account_id = $1 and replays = -1) as pending`,
      [accountId],
    );
    return rows[0]!;
  };
  await askForReplay(kith, kith.projections, { accountId });
  const held = holdBefore(pool, /update projection_cursors/);
  const replaying = replay({ ...kith, pool: held.pool }, kith.projections, { accountId });
  await held.reached;
  expect(await seen()).toEqual({ contacts: 0, interactions: 0, pending: kith.projections.length });
  held.goOn();
  await replaying;
  expect(await seen()).toEqual({
    contacts: expect.any(Number),
    interactions: expect.any(Number),
    pending: 0,
  });
  await expectEqualToOracle(pool, accountId);
});

test('of two simultaneous rebuilds of a stream, one does the work and the other does nothing', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await accountWithHistory();
  await requestRebuild(actor.accountId);
  const contacts = projectionNamed(kith, 'contacts');
  const held = holdBefore(pool, /update projection_cursors/);
  const first = rebuild({ ...kith, pool: held.pool }, contacts, actor.accountId);
  await held.reached;
  expect(await rebuild(kith, contacts, actor.accountId)).toBeNull();
  held.goOn();
  expect(await first).toMatchObject({ changed: 0 });
  expect(await rebuild(kith, contacts, actor.accountId)).toBeNull();
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('after two simultaneous replays during writes, everything equals the oracle', async () => {
  const { kith, pool } = stage;
  const actors: Actor[] = [];
  for (let count = 0; count < 12; count++) actors.push(await accountWithHistory(15));
  await pool.query(`update projected_contacts set description = 'Damaged'`);
  const writing = keepWriting(actors);
  const [one, other] = await Promise.all([replayProcess('--json').exit, replayProcess('--json').exit]);
  expect([one.code, other.code]).toEqual([0, 0]);
  await writing.stop();
  for (const { accountId } of actors) {
    await settle(kith, accountId);
    await expectEqualToOracle(pool, accountId);
  }
});

function keepWriting(actors: Actor[]) {
  let stopped = false;
  const writing = (async () => {
    for (let number = 0; !stopped; number++) {
      const actor = actors[number % actors.length]!;
      await execute(stage.kith, actor, createContact, { name: `Written ${number}` });
      await settle(stage.kith, actor.accountId);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await writing;
    },
  };
}

test('a killed replay resumes where it stopped', async () => {
  const { kith, pool } = stage;
  const actors: Actor[] = [];
  for (let count = 0; count < 8; count++) actors.push(await accountWithHistory(5));
  const last = actors.at(-1)!;
  await pool.query(`update projected_contacts set description = 'Damaged'`);
  const lock = `select from projection_cursors where account_id = $1 for update`;
  await whileLocked(pool, lock, [last.accountId], async () => {
    const doomed = replayProcess('--json');
    const rebuilt = `select from projection_cursors where replays = 1`;
    await until(async () => (await pool.query(rebuilt)).rowCount === 7 * kith.projections.length);
    await untilBlocked(pool);
    await killNine(doomed);
  });
  expect(await cursorOf(kith, 'contacts', last.accountId)).toMatchObject({ replays: 0 });

  const resumed = replayProcess('--json');
  expect(await resumed.exit).toMatchObject({ code: 0 });
  expect(resumed.stdout).toContain('Resuming an unfinished replay of');
  expect(resultOf(resumed.stdout)).toMatchObject({ streams: 1 });
  for (const { accountId } of actors) await expectEqualToOracle(pool, accountId);
});

test('a stream that begins during a replay does not wait for it', async () => {
  const { kith, pool } = stage;
  const actor = await accountWithHistory(5);
  await askForReplay(kith, kith.projections);
  const young = await stage.open();
  await settle(kith, young.accountId);
  expect(await cursorOf(kith, 'contacts', young.accountId)).toMatchObject({ position: 1, replays: 1 });
  expect(await replay(kith, kith.projections)).toMatchObject({ streams: 1 });
  for (const { accountId } of [actor, young]) await expectEqualToOracle(pool, accountId);
});
