import type { Pool } from 'pg';
import { createPool } from '../../../src/database/pool';
import { createContact } from '../../../src/domain/commands/create-contact';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import type { Engine } from '../../../src/engine/projecting/engine';
import { projectStream } from '../../../src/engine/projecting/project-stream';
import { askForReplay } from '../../../src/engine/replaying/replay';
import { expectEqualToOracle } from '../../oracle/compare';
import { holdBefore } from '../../support/hold';
import { manyInteractions } from '../../support/many-events';
import { until } from '../../support/processes';
import { recordStatements, type Statement } from '../../support/recorded-statements';
import { createStage, type Stage, settle } from '../../support/stage';

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
let pools: Pool[];
beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
});
afterAll(() => stage.drop());
beforeEach(() => {
  pools = [];
});
afterEach(async () => {
  await bystander.unharmed();
  for (const pool of pools) await pool.end();
});

/** Another process, whose statements are recorded. */
function process(): { kith: Engine; statements: Statement[] } {
  const pool = createPool(stage.url);
  pools.push(pool);
  const statements = recordStatements(pool);
  return { kith: { ...stage.kith, pool }, statements };
}

/** The statement that writes rows and moves cursors, and the one that reads a page of a stream from its beginning. */
const writing = /^with\s+held/;
const readingTheStream = /position > \$2 and position <= \$3/;

const steps = (statements: Statement[]) => statements.filter(({ name }) => name === 'read-pending').length;
const folds = (statements: Statement[]) =>
  statements.filter(({ name, values }) => name === 'read-events' && values[1] === 0).length;

async function expectAtHead({ accountId }: Actor) {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as lagging from streams s join projection_cursors c using (account_id)
      where account_id = $1 and c.position < s.head`,
    [accountId],
  );
  expect(rows).toEqual([{ lagging: 0 }]);
  await expectEqualToOracle(stage.pool, accountId);
}

describe('wake-ups of one process', () => {
  test('during a run make it check once more, however many they are', async () => {
    const actor = await stage.open();
    await settle(stage.kith, actor.accountId);
    await stage.contact(actor, 'Bob');
    const { kith, statements } = process();
    const held = holdBefore(kith.pool, writing);
    const engine = { ...kith, pool: held.pool };
    const run = projectStream(engine, actor.accountId);
    await held.reached;
    // The run has read its events; this one is later.
    await stage.contact(actor, 'Ann');
    const later = Array.from({ length: 20 }, () => projectStream(engine, actor.accountId));
    // None of them waits; otherwise, each would occupy a job.
    await Promise.all(later);
    held.goOn();
    await run;
    expect(steps(statements)).toBe(2);
    await expectAtHead(actor);
  });

  test('are not lost, however close they are to the end of a run', async () => {
    const actor = await stage.open();
    for (let turns = 0; turns < 12; turns++) {
      await stage.contact(actor, `Before ${turns}`);
      // Some turns of the microtask queue after the run has written its rows.
      const woken: Promise<unknown>[] = [];
      const wakeUp = async () => {
        for (let turn = 0; turn < turns; turn++) await null;
        woken.push(projectStream(engine, actor.accountId));
      };
      const held = holdBefore(stage.pool, writing);
      const engine = { ...stage.kith, pool: onceWritten(held.pool, wakeUp) };
      const run = projectStream(engine, actor.accountId);
      await held.reached;
      await stage.contact(actor, `After ${turns}`);
      held.goOn();
      await run;
      await until(() => woken.length === 1);
      await woken[0];
      await expectAtHead(actor);
    }
  });

  test('that fail leave the stream for the next one', async () => {
    const actor = await stage.open();
    const { kith } = process();
    const broken = { ...kith, projections: kith.projections.map((one) => ({ ...one, name: 'a\0b' })) };
    await expect(projectStream(broken, actor.accountId)).rejects.toThrow();
    Object.assign(broken, { projections: kith.projections });
    await projectStream(broken, actor.accountId);
    await expectAtHead(actor);
  });
});

describe('a stream that waits for its rebuild', () => {
  let actor: Actor;
  beforeEach(async () => {
    actor = await stage.open();
    await stage.contact(actor, 'Bob');
    await settle(stage.kith, actor.accountId);
    await askForReplay(stage.kith, stage.kith.projections, { accountId: actor.accountId });
  });

  test('is rebuilt by one process; another one finds it claimed, does not wait, and reads nothing', async () => {
    const [one, other] = [process(), process()];
    const held = holdBefore(one.kith.pool, readingTheStream);
    const rebuilding = projectStream({ ...one.kith, pool: held.pool }, actor.accountId);
    await held.reached;
    await stage.contact(actor, 'Ann');
    // It checks again later whether the rebuild is done.
    expect(await projectStream(other.kith, actor.accountId)).toBeInstanceOf(Date);
    expect(folds(other.statements)).toBe(0);
    held.goOn();
    await rebuilding;
    expect(folds(one.statements)).toBe(1);
    await expectAtHead(actor);
  });

  test('is rebuilt by the next wake-up if the process that claimed it died', async () => {
    const [one, other] = [process(), process()];
    const held = holdBefore(one.kith.pool, readingTheStream);
    const rebuilding = projectStream({ ...one.kith, pool: held.pool }, actor.accountId);
    await held.reached;
    const { rowCount } = await stage.pool.query(
      `select pg_terminate_backend(pid, 10000) from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rowCount).toBe(1);
    await projectStream(other.kith, actor.accountId);
    expect(folds(other.statements)).toBe(1);
    await expectAtHead(actor);
    held.goOn();
    await rebuilding.catch(() => undefined);
    await expectAtHead(actor);
  });
});

test('in a stream of 20,000 events with steady writes, four wake-ups cause one rebuild and delay no other stream', async () => {
  const actor = await stage.open();
  const other = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  const head = await manyInteractions(stage.pool, actor, contact, 20_000);
  const { kith, statements } = process();
  for (const { accountId } of [actor, other]) await settle(kith, accountId);
  await askForReplay(stage.kith, kith.projections, { accountId: actor.accountId });
  statements.length = 0;
  const held = holdBefore(kith.pool, readingTheStream, 3);
  const engine = { ...kith, pool: held.pool };
  const runs = [projectStream(engine, actor.accountId)];
  await held.reached;
  for (let wakeUp = 1; wakeUp <= 4; wakeUp++) {
    await execute(stage.kith, actor, createContact, { name: `Friend ${wakeUp}` });
    runs.push(projectStream(engine, actor.accountId));
    await stage.contact(other, `Neighbor ${wakeUp}`);
    await projectStream(kith, other.accountId);
    await expectAtHead(other);
  }
  held.goOn();
  await Promise.all(runs);
  const own = statements.filter(({ values }) => values[0] === actor.accountId);
  // A long stream's projections are folded one after another.
  expect(folds(own)).toBe(stage.kith.projections.length);
  const { rows } = await stage.pool.query(
    `select (select array_agg(distinct position)::integer[] from projection_cursors where account_id = $1) as positions,
      (select count(*)::integer from projected_interactions where account_id = $1) as interactions,
      (select count(*)::integer from projected_contacts where account_id = $1) as contacts`,
    [actor.accountId],
  );
  expect(rows).toEqual([{ positions: [head + 4], interactions: 20_000, contacts: 5 }]);
});

/** The pool, which calls `wake` once, when rows and cursors have been written. */
function onceWritten(pool: Pool, wake: () => void): Pool {
  let isCalled = false;
  return new Proxy(pool, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (property !== 'query') return typeof value === 'function' ? value.bind(target) : value;
      return async (query: { text: string }) => {
        const result = await target.query(query);
        if (!isCalled && writing.test(query.text)) {
          isCalled = true;
          wake();
        }
        return result;
      };
    },
  });
}
