import { type Reactor, type Round, sweep } from '../../src/projecting/fan-out';
import { projectStream } from '../../src/projecting/project-streams';
import { type ReactorRound, sweepReactors } from '../../src/reacting/sweep';
import { appendUnknownEvent } from '../support/newer-release';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
let waiting: number[];
let behind: number;
beforeAll(async () => {
  stage = await createStage();
  await stage.bystander();
  const actors = [await stage.open(), await stage.open(), await stage.open()];
  for (const actor of actors) {
    await appendUnknownEvent(stage.pool, actor, null);
    await projectStream(stage.kith, actor.accountId);
  }
  waiting = actors.map(({ accountId }) => accountId);
  behind = (await stage.open()).accountId;
});
afterAll(() => stage.drop());
beforeEach(() => stage.pool.query('delete from graphile_worker._private_jobs'));

async function queued(): Promise<unknown[]> {
  const { rows } = await stage.pool.query(
    `select distinct payload ->> 'reactor' as reactor, (payload ->> 'accountId')::bigint as account
      from graphile_worker._private_jobs order by 2, 1`,
  );
  return rows.map(({ reactor, account }) => (reactor ? [reactor, account] : account));
}

test('streams that wait for a newer release keep the sweeper from none behind them', async () => {
  const round: Round = { after: 0 };
  expect(await sweep(stage.kith, -1, round, 2)).toBe(2);
  expect(await queued()).toEqual(waiting.slice(0, 2));
  expect(await sweep(stage.kith, -1, round, 2)).toBe(2);
  expect(await queued()).toEqual([...waiting, behind]);
  expect(await sweep(stage.kith, -1, round, 2)).toBe(0);
  // And then from the beginning.
  expect(await sweep(stage.kith, -1, round, 3)).toBe(3);
  expect(round).toEqual({ after: waiting[2] });
});

test('nor do reactors that lag in them', async () => {
  const reactors: Reactor[] = ['late-one', 'late-two'].map((name) => ({ name, on: 'every event' }));
  const round: ReactorRound = { after: 0, reactor: '' };
  const lagging = [1, ...waiting, behind].flatMap((account) => reactors.map(({ name }) => [name, account]));
  // Three at once, so that one of them begins in the middle of a stream.
  for (const jobs of [3, 3, 3, 1]) expect(await sweepReactors(stage.kith, reactors, -1, round, 3)).toBe(jobs);
  expect(await queued()).toEqual(lagging);
  expect(round).toEqual({ after: 0, reactor: '' });
});
