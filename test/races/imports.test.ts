import { inTransaction } from '../../src/database/transaction';
import { registerBackfills } from '../../src/domain/backfilling/waiting-streams';
import { registerReactors } from '../../src/engine/reacting/cursor';
import { exportLog } from '../../src/privacy/export-log';
import { importLog } from '../../src/privacy/import-log';
import { untilBlocked } from '../support/hold';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const backfill = { name: 'derive-something' } as Parameters<typeof registerBackfills>[1][number];

const states = `
  select s.head, (select position from reactor_cursors c where c.account_id = s.account_id and reactor = 'newest') as reacted,
    exists (select from backfill_streams b where b.account_id = s.account_id and backfill = $2) as waits
  from streams s where s.account_id = $1`;

test('new reactors of a release ignore a log that is imported during the release, and its new backfills process it', async () => {
  const { kith, pool } = stage;
  const { accountId: bystander } = await stage.open();
  const lines = exportLog(pool, bystander);
  const { importing } = await inTransaction(pool, async (client) => {
    await registerReactors(client, ['newest']);
    await registerBackfills(client, [backfill]);
    const importing = importLog(kith, lines, 'imported@example.org');
    await Promise.race([importing, untilBlocked(pool)]);
    return { importing };
  });
  const { accountId, events } = await importing;
  expect((await pool.query(states, [accountId, backfill.name])).rows).toEqual([
    { head: events, reacted: events, waits: true },
  ]);
  expect((await pool.query(states, [bystander, backfill.name])).rows).toEqual([
    { head: events, reacted: events, waits: true },
  ]);
});
