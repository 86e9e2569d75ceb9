import type { JobHelpers } from 'graphile-worker';
import { backfill } from '../../../jobs/backfill';
import { backfills } from '../../../src/domain/backfilling/backfills';
import { runBackfills } from '../../../src/domain/backfilling/run-backfills';
import { backfillStream, registerBackfills } from '../../../src/domain/backfilling/waiting-streams';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { replayDry } from '../../../src/engine/replaying/dry-replay';
import { append } from '../../../src/event-store/append';
import { release } from '../../../src/release/migrate';
import { expectEqualToOracle } from '../../oracle/compare';
import { contactCreated, interactionRecorded, meetingPlanned } from '../../support/happened';
import { appendUnknownEvent } from '../../support/newer-release';
import { createStage, type Stage, settle } from '../../support/stage';

let stage: Stage;
let people: Actor[];
let bystander: Awaited<ReturnType<Stage['bystander']>>;
beforeEach(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
  people = [];
  for (let count = 0; count < 3; count++) people.push(await withOldEvents());
  await stage.pool.query('truncate backfills, backfill_streams');
  await release(stage.kith);
});
afterEach(async () => {
  await bystander.unharmed();
  await stage.drop();
});

/** Opens an account with two meetings and no fulfillments: one took place with Bob (2), one is planned with Ann (3). */
async function withOldEvents(): Promise<Actor> {
  const actor = await stage.open();
  const events = [
    contactCreated('Bob'),
    contactCreated('Ann'),
    meetingPlanned(2, '2026-11-10', { time: '09:30' }),
    meetingPlanned(3, '2026-12-24'),
    interactionRecorded(2, '2026-11-10'),
    interactionRecorded(3, '2026-11-10'),
  ];
  await append(stage.kith, { ...actor, head: 1, events });
  await settle(stage.kith, actor.accountId);
  return actor;
}

const run = (changes = {}) => runBackfills(stage.kith, backfills, { job: 'j-1', olderThan: 0, ...changes });

async function fulfilments() {
  const { rows } = await stage.pool.query(
    `select e.account_id, e.position, e.subject, e.payload, e.metadata, by.kind, by.name
      from events e join event_types t on t.id = e.event_type_id join entities by on by.id = e.entity_id
      where t.name = 'meeting-fulfilled' order by e.account_id, e.position`,
  );
  return rows;
}

test('missing events are appended by the backfill entity, with the reason, and projected like any others', async () => {
  expect(await run()).toEqual({ streams: 4, events: 3, failed: 0 });
  expect(await fulfilments()).toEqual(
    people.map(({ accountId }) => ({
      account_id: accountId,
      position: 8,
      subject: 2,
      payload: { meeting: 4, interaction: 6 },
      metadata: { command: 'fulfil-past-meetings', job: 'j-1', reason: backfills[0]!.reason },
      kind: 'system',
      name: 'backfill',
    })),
  );
  for (const { accountId } of people) {
    await settle(stage.kith, accountId);
    const { rows } = await stage.pool.query(
      'select name, meeting, next_meeting_on from projected_contacts where account_id = $1 order by contact',
      [accountId],
    );
    expect(rows).toEqual([
      { name: 'Bob', meeting: null, next_meeting_on: null },
      { name: 'Ann', meeting: 5, next_meeting_on: '2026-12-24' },
    ]);
    await expectEqualToOracle(stage.pool, accountId);
    for (const one of stage.kith.projections)
      expect(await replayDry(stage.kith, [one], { accountId })).toMatchObject({
        discrepancies: [],
        failing: [],
      });
  }
});

test('a second run, a second release, and registering the same streams again append nothing', async () => {
  await run();
  const before = await fulfilments();
  expect(await run()).toEqual({ streams: 0, events: 0, failed: 0 });
  await release(stage.kith);
  expect(await run()).toMatchObject({ streams: 0 });
  await stage.pool.query('truncate backfills');
  await registerBackfills(stage.pool, backfills);
  expect(await run()).toEqual({ streams: 4, events: 0, failed: 0 });
  expect(await fulfilments()).toEqual(before);
});

test('concurrent runs append each event once', async () => {
  await Promise.all([run(), run(), run()]);
  expect(await fulfilments()).toHaveLength(3);
});

test('a run that was stopped continues where it left off', async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await run({ signal: stop.signal })).toMatchObject({ streams: 1 });
  expect(await run({ signal: stop.signal })).toMatchObject({ streams: 1 });
  expect(await run()).toMatchObject({ streams: 2, failed: 0 });
  expect(await fulfilments()).toHaveLength(3);
});

test('nothing is appended twice if the process is killed between appending and marking the stream as done', async () => {
  const [{ accountId, entityId }] = people as [Actor];
  await execute(stage.kith, { accountId, entityId }, backfills[0]!.command, { contact: 2 });
  expect(await run()).toEqual({ streams: 4, events: 2, failed: 0 });
  expect(await fulfilments()).toHaveLength(3);
});

test('a stream that can’t be backfilled doesn’t stop the others, and stays pending', async () => {
  const [first] = people as [Actor];
  await appendUnknownEvent(stage.pool, first, 2);
  expect(await run()).toEqual({ streams: 3, events: 2, failed: 1 });
  expect(await run()).toEqual({ streams: 0, events: 0, failed: 1 });
  const { rows } = await stage.pool.query('select account_id from backfill_streams');
  expect(rows).toEqual([{ account_id: first.accountId }]);
});

test('streams created after the release are not pending, but imported streams are', async () => {
  await run();
  const { accountId } = await withOldEvents();
  expect(await run()).toMatchObject({ streams: 0 });
  await backfillStream(stage.pool, accountId);
  expect(await run()).toMatchObject({ streams: 1, events: 1 });
});

test('the job waits until no process of the previous release can still be running', async () => {
  const job = () => backfill(stage.kith)({}, { job: { id: 'j-2' } } as unknown as JobHelpers);
  await job();
  expect(await fulfilments()).toEqual([]);
  await stage.pool.query(`update backfills set released_at = released_at - interval '15 minutes'`);
  await job();
  expect(await fulfilments()).toHaveLength(3);
});
