import type { Pool } from 'pg';
import { createPool } from '../../src/database/pool';
import { closeAccount } from '../../src/domain/commands/close-account';
import { createContact } from '../../src/domain/commands/create-contact';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { finishErasure } from '../../src/engine/erasing/erase';
import { rebuildStream } from '../../src/engine/projecting/rebuild-stream';
import { askForReplay } from '../../src/engine/replaying/replay';
import { expectEqualToOracle } from '../oracle/compare';
import { bundled } from '../support/bundle';
import type { Forgetting } from '../support/forgetting-process';
import { holdBefore } from '../support/hold';
import { manyInteractions } from '../support/many-events';
import { foundInTables } from '../support/planting';
import { until } from '../support/processes';
import { createStage, type Stage, settle } from '../support/stage';
import { endWorkers, environment, killNine, workerWithin } from '../support/workers';

/** Needs more than two steps. */
const many = 250;
/** The first commit begins the erasure, and each later one ends a step. */
const secondStep = { before: '^commit', nth: 3 };

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
let env: Record<string, string>;
let actor: Actor;
let bob: number;
let secret: string;
let secrets = 0;
beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
  env = environment(stage.url);
});
afterAll(() => stage.drop());
beforeEach(async () => {
  secret = `A secret no. ${++secrets}.`;
  actor = await stage.open();
  bob = await stage.contact(actor, 'Bob', secret);
  await manyInteractions(stage.pool, actor, bob, many, secret);
  await settle(stage.kith, actor.accountId);
});
afterEach(async () => {
  await endWorkers();
  await settle(stage.kith, actor.accountId);
  expect(await foundInTables(stage.pool, secret)).toEqual([]);
  const { rows } = await stage.pool.query(
    'select count(*)::integer as lines from erasures where account_id = $1',
    [actor.accountId],
  );
  expect(rows).toEqual([{ lines: 1 }]);
  await expectEqualToOracle(stage.pool, actor.accountId);
  await bystander.unharmed();
});

const erasures: [string, AnyCommand][] = [
  ['a contact with many events is being forgotten', forgetContact],
  ['an account with many events is being closed', closeAccount],
];

/** Begins the erasure, and holds it before the commit of its second step. */
async function heldInStep(command: AnyCommand) {
  const held = holdBefore(stage.pool, new RegExp(secondStep.before), secondStep.nth);
  const kith = { ...stage.kith, pool: held.pool };
  const erased = execute(kith, actor, command, { contact: bob });
  await held.reached;
  return { kith, goOn: held.goOn, erased };
}

async function openEvents(): Promise<number> {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as open from events where account_id = $1 and payload ->> 'description' = $2`,
    [actor.accountId, secret],
  );
  return rows[0].open;
}

test('while a contact is being forgotten, the account’s other contacts can change, in this process and in others', async () => {
  const { kith, goOn, erased } = await heldInStep(forgetContact);
  expect(await openEvents()).toBeGreaterThan(0);
  await execute(kith, actor, createContact, { name: 'Ann' });
  await execute(stage.kith, actor, createContact, { name: 'Cem' });
  await settle(stage.kith, actor.accountId);
  await expect(execute(stage.kith, actor, forgetContact, { contact: bob })).rejects.toMatchObject({
    kind: 'not-found',
  });
  const { rows } = await stage.pool.query(
    'select name from projected_contacts where account_id = $1 order by 1',
    [actor.accountId],
  );
  expect(rows).toEqual([{ name: 'Ann' }, { name: 'Cem' }]);
  goOn();
  await erased;
});

describe.each(erasures)('while %s', (_, command) => {
  test('a rebuild that folded before it and commits during it restores nothing', async () => {
    const { accountId } = actor;
    await askForReplay(stage.kith, stage.kith.projections, { accountId });
    const committing = holdBefore(stage.pool, /^begin/);
    const rebuilding = rebuildStream(
      { ...stage.kith, pool: committing.pool },
      accountId,
      stage.kith.projections,
    );
    await committing.reached;
    const { goOn, erased } = await heldInStep(command);
    committing.goOn();
    await rebuilding;
    goOn();
    await erased;
  });

  test('a rebuild that folds and commits during it restores nothing', async () => {
    const { accountId } = actor;
    await askForReplay(stage.kith, stage.kith.projections, { accountId });
    const { goOn, erased } = await heldInStep(command);
    await rebuildStream(stage.kith, accountId, stage.kith.projections);
    goOn();
    await erased;
  });

  test('a worker finishes it if the process is killed between two steps', async () => {
    const forgetting: Forgetting = {
      actor,
      contact: bob,
      token: secret,
      command: command.name,
      ...secondStep,
    };
    const run = (await bundled('test/support/forgetting-process.ts'))([JSON.stringify(forgetting)], env);
    await run.says(/held/);
    await killNine(run);
    expect(await openEvents()).toBeGreaterThan(0);
    await workerWithin(stage, {}, env);
    // The job waits some seconds for the process that began the erasure; don't wait here.
    await stage.pool.query(
      `update graphile_worker._private_jobs set run_at = now() where key like 'erase:%'`,
    );
    await until(async () => (await openEvents()) === 0);
    await until(async () => (await jobs(stage.pool)) === 0);
  });

  test('several processes can finish it at once', async () => {
    const { goOn, erased } = await heldInStep(command);
    const { rows } = await stage.pool.query<{ payload: never }>(
      `select payload from graphile_worker._private_jobs where key like 'erase:%'`,
    );
    expect(rows).toHaveLength(1);
    const other = createPool(stage.url);
    const finishing = [other, other].map((pool) => finishErasure({ ...stage.kith, pool }, rows[0]!.payload));
    goOn();
    await Promise.all([erased, ...finishing]);
    await other.end();
    expect(await jobs(stage.pool)).toBe(0);
  });
});

async function jobs(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(`select from graphile_worker._private_jobs where key like 'erase:%'`);
  return rowCount!;
}
