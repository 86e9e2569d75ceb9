import { restAfter } from '../../../jobs/sweep';
import { projectStream } from '../../../src/engine/projecting/project-stream';
import { type Round, sweep } from '../../../src/engine/projecting/sweep';
import { appendUnknownEvent } from '../../support/newer-release';
import { createStage, type Stage } from '../../support/stage';

let stage: Stage;
let waiting: number[];
let lagging: number;
beforeAll(async () => {
  stage = await createStage();
  await stage.bystander();
  const actors = [await stage.open(), await stage.open(), await stage.open()];
  for (const actor of actors) {
    await appendUnknownEvent(stage.pool, actor, null);
    await projectStream(stage.kith, actor.accountId);
  }
  waiting = actors.map(({ accountId }) => accountId);
  lagging = (await stage.open()).accountId;
});
afterAll(() => stage.drop());
beforeEach(() => stage.pool.query('delete from graphile_worker._private_jobs'));

async function queued(): Promise<unknown[]> {
  const { rows } = await stage.pool.query(
    `select (payload ->> 'accountId')::bigint as account from graphile_worker._private_jobs order by 1`,
  );
  return rows.map(({ account }) => account);
}

test('streams that wait for a newer release do not keep the sweeper from later ones', async () => {
  const round: Round = { after: 0 };
  expect(await sweep(stage.kith, [], -1, round, 2)).toBe(2);
  expect(await queued()).toEqual(waiting.slice(0, 2));
  expect(await sweep(stage.kith, [], -1, round, 2)).toBe(2);
  expect(await queued()).toEqual([...waiting, lagging]);
  expect(await sweep(stage.kith, [], -1, round, 2)).toBe(0);
  // Now it starts over.
  expect(await sweep(stage.kith, [], -1, round, 3)).toBe(3);
  expect(round).toEqual({ after: waiting[2] });
});

test('neither do streams in which reactors lag: one job per stream, however many of them lag', async () => {
  const round: Round = { after: 0 };
  const reactors = ['late-one', 'late-two'];
  for (const jobs of [3, 2]) expect(await sweep(stage.kith, reactors, -1, round, 3)).toBe(jobs);
  expect(await queued()).toEqual([1, ...waiting, lagging]);
  expect(round).toEqual({ after: 0 });
});

test('a stream with a failed reactor is swept whatever its age, once the pause is over', async () => {
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

test('a stream whose last event is in the future, because the clock was set back, is swept like a lagging one', async () => {
  await stage.pool.query(
    `update streams set last_at = clock_timestamp() + interval '1 hour' where account_id = $1`,
    [lagging],
  );
  // All others are too recent: their jobs may still be in the queue.
  expect(await sweep(stage.kith, [], 3_600)).toBe(1);
  expect(await sweep({ ...stage.kith, projections: [] }, ['left-ahead'], 3_600)).toBe(1);
  expect(await queued()).toEqual([lagging]);
});

test('the sweeper rests ten times as long as its round took, up to 15 seconds', () => {
  expect([0, 20, 1_500, 12_000].map(restAfter)).toEqual([0, 200, 15_000, 15_000]);
});
