import { restAfter } from '../../../jobs/sweep';
import { projectStream } from '../../../src/engine/projecting/project-stream';
import { type Round, sweep } from '../../../src/engine/projecting/sweep';
import { appendUnknownEvent } from '../../support/newer-release';
import { createStage, type Stage } from '../../support/stage';

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
    `select (payload ->> 'accountId')::bigint as account from graphile_worker._private_jobs order by 1`,
  );
  return rows.map(({ account }) => account);
}

test('streams that wait for a newer release keep the sweeper from none after them', async () => {
  const round: Round = { after: 0 };
  expect(await sweep(stage.kith, [], -1, round, 2)).toBe(2);
  expect(await queued()).toEqual(waiting.slice(0, 2));
  expect(await sweep(stage.kith, [], -1, round, 2)).toBe(2);
  expect(await queued()).toEqual([...waiting, behind]);
  expect(await sweep(stage.kith, [], -1, round, 2)).toBe(0);
  // And then from the beginning.
  expect(await sweep(stage.kith, [], -1, round, 3)).toBe(3);
  expect(round).toEqual({ after: waiting[2] });
});

test('nor do those that reactors lag behind in: one job a stream, however many lag', async () => {
  const round: Round = { after: 0 };
  const reactors = ['late-one', 'late-two'];
  for (const jobs of [3, 2]) expect(await sweep(stage.kith, reactors, -1, round, 3)).toBe(jobs);
  expect(await queued()).toEqual([1, ...waiting, behind]);
  expect(round).toEqual({ after: 0 });
});

test('a stream where a reactor is to try again is swept whatever its age, once its pause is over', async () => {
  await stage.pool.query(
    `insert into reactor_cursors (account_id, reactor, failures, failed_position, retry_at)
      select account_id, 'in-trouble', 1, 1, $2 from unnest($1::bigint[]) a (account_id)`,
    [[waiting[0], waiting[1]], stage.kith.clock()],
  );
  await stage.pool.query(
    `update reactor_cursors set retry_at = retry_at + interval '1 second' where account_id = $1`,
    [waiting[1]],
  );
  expect(await sweep(stage.kith, ['in-trouble'], 3_600)).toBe(1);
  expect(await queued()).toEqual([waiting[0]]);
});

test('a stream whose last event lies ahead, because the clock went back, is swept like any that lags', async () => {
  await stage.pool.query(
    `update streams set last_at = clock_timestamp() + interval '1 hour' where account_id = $1`,
    [behind],
  );
  // All others are too young: they may still be on their way through the queue.
  expect(await sweep(stage.kith, [], 3_600)).toBe(1);
  expect(await sweep({ ...stage.kith, projections: [] }, ['left-ahead'], 3_600)).toBe(1);
  expect(await queued()).toEqual([behind]);
});

test('the sweeper rests ten times as long as its round took, but never so long that a stall costs minutes', () => {
  expect([0, 20, 1_500, 12_000].map(restAfter)).toEqual([0, 200, 15_000, 15_000]);
});
