import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import type { Actor } from '../../src/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { random, randomPerson, seed } from '../oracle/random-person';
import { type Run, until } from '../support/processes';
import { createStage, type Stage, settle } from '../support/stage';
import { endWorkers, environment, killNine, untilCaughtUp, workerProcess } from '../support/workers';

const seconds = Number(process.env.KITH_CHAOS_SECONDS ?? 12);
const chosen = seed();
jest.setTimeout((seconds + 60) * 1_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await endWorkers();
  await stage.drop();
});

test(`sixteen write while three workers are killed again and again (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const env = environment(stage.url);
  const actors: Actor[] = [];
  for (let count = 0; count < 10; count++) actors.push(await stage.open());
  const workers: Run[] = await Promise.all([1, 2, 3].map(() => workerProcess(stage, env)));

  const end = performance.now() + seconds * 1_000;
  // Some streams have one writer, some two who know nothing of each other.
  const writers = Array.from({ length: 16 }, async (_, number) => {
    const person = randomPerson(kith, actors[number % actors.length]!, random(chosen + number));
    while (performance.now() < end) await person.act();
  });
  let kills = 0;
  // Each is killed in the middle of its work, and another one takes its place.
  const killing = workers.map(async (_, place) => {
    while (performance.now() < end) {
      await until(async () => performance.now() > end || (await isHoldingJobs(pool)));
      await killNine(workers[place]!);
      kills++;
      workers[place] = await workerProcess(stage, env);
    }
  });
  await Promise.all([...writers, ...killing]);
  await untilCaughtUp(kith);
  for (const worker of workers) worker.child.kill('SIGTERM');
  for (const worker of workers) expect(await worker.exit).toEqual({ code: 0, signal: null });

  expect(kills).toBeGreaterThan(3);
  for (const { accountId } of actors) {
    // The morning email may have recorded something in the last moment.
    expect(await settle(kith, accountId)).toEqual(kith.projections.map(() => 'dry'));
    await expectEqualToOracle(pool, accountId);
  }
  const troubled = 'select from projection_cursors where failures > 0 or parked_at is not null';
  expect((await pool.query(troubled)).rowCount).toBe(0);
  await expectMailsOnce(env.DATA_DIR!);
  await bystander.unharmed();
});

async function isHoldingJobs(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from graphile_worker._private_jobs where locked_by is not null limit 1',
  );
  return rowCount === 1;
}

/** Message-ID derives from account, subject and day: the same one twice would be the same mail twice. */
async function expectMailsOnce(dataDir: string): Promise<void> {
  const folder = path.join(dataDir, 'outbox');
  const mails = readdirSync(dataDir).includes('outbox') ? readdirSync(folder) : [];
  const ids = mails.map(
    (file) => /^message-id: (.*)$/im.exec(readFileSync(path.join(folder, file), 'utf8'))?.[1],
  );
  expect(new Set(ids).size).toBe(ids.length);
}
