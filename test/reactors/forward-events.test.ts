import { editContact } from '../../src/domain/commands/edit-contact';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { retryParked, statusesOf } from '../../src/engine/projecting/status';
import { sweep } from '../../src/engine/projecting/sweep';
import { registerReactors, startReactorsAtHead } from '../../src/engine/reacting/cursor';
import { react } from '../../src/engine/reacting/react';
import { forwardEvents } from '../../src/reactors/forward-events';
import type { ReactorDeps } from '../../src/reactors/reactor-deps';
import { until } from '../support/processes';
import { type Receiver, startReceiver } from '../support/receiver';
import { createStage, rebuild, type Stage, settle } from '../support/stage';
import {
  endWorkers,
  environment,
  killNine,
  untilCaughtUp,
  workerProcess,
  workerWithin,
} from '../support/workers';

const name = 'forward-events';
const quickly = { every: 50, olderThan: 0.1 };

let stage: Stage;
let receiver: Receiver;
let now: Date;
beforeEach(async () => {
  now = new Date('2026-11-20T12:00:00Z');
  stage = await createStage({ clock: () => now });
  receiver = await startReceiver();
});
afterEach(async () => {
  await endWorkers();
  await receiver.stop();
  await stage.drop();
});

const settings = () => ({
  ...environment(stage.url),
  FORWARD_URL: receiver.url,
  FORWARD_SECRET: receiver.secret,
});
const worker = () => workerWithin(stage, { kith: stage.kith, sweeping: quickly }, settings());

/** Runs the reactor on one stream, as a wake-up does. */
function runOnce({ accountId }: Actor) {
  const forward = { url: receiver.url, secret: Buffer.from(receiver.secret.slice(6), 'base64') };
  const deps = { config: { forward }, clock: stage.kith.clock } as ReactorDeps;
  const reactor = { name, on: 'every event', react: forwardEvents(deps) } as const;
  return react({ engine: stage.kith, pool: stage.pool }, reactor, accountId);
}

async function written(actor: Actor, count: number): Promise<number[]> {
  for (let n = 0; n < count; n++) await stage.contact(actor, `Friend ${n}`, 'A secret.');
  return Array.from({ length: count + 1 }, (_, index) => index + 1);
}

const statusOf = async () => (await statusesOf(stage.pool, 'reactor', [name]))[0]!;

test('every event is sent, signed, in order per account, each with its own id', async () => {
  await worker();
  const [ann, bob] = [await stage.open(), await stage.open()];
  const positions = (await Promise.all([written(ann, 6), written(bob, 6)]))[0]!;
  await until(() => receiver.deliveries.length === 14);
  expect(receiver.positionsOf(ann.accountId)).toEqual(positions);
  expect(receiver.positionsOf(bob.accountId)).toEqual(positions);
  expect(new Set(receiver.deliveries.map(({ id }) => id)).size).toBe(14);
  expect(receiver.deliveries.every(({ signed }) => signed)).toBe(true);
  expect(receiver.deliveries[0]!.timestamp).toBe(now.getTime() / 1_000);
  const { type, data } = receiver.deliveries.find(({ data }) => data.position === 2)!;
  expect({ type, data }).toMatchObject({
    type: 'contact-created',
    data: { subject: 2, payload: { name: 'Friend 0', description: 'A secret.' } },
  });
});

test('events that were masked before they were sent are sent masked, with contact-forgotten', async () => {
  await registerReactors(stage.pool, [name]);
  const actor = await stage.open();
  const bob = await stage.contact(actor, 'Bob', 'A secret.');
  await stage.contact(actor, 'Bystander');
  await execute(stage.kith, actor, forgetContact, { contact: bob });
  await runOnce(actor);
  expect(receiver.deliveries.map(({ type, data }) => [type, 'masked' in data])).toEqual([
    ['account-opened', false],
    ['contact-created', true],
    ['contact-created', false],
    ['contact-forgotten', false],
  ]);
  expect(JSON.stringify(receiver.deliveries)).not.toMatch(/Bob|secret/);
  expect(receiver.deliveries[3]!.data).toMatchObject({ subject: bob, payload: {} });
});

test('an event is sent again with the same id after a kill between sending and moving the cursor', async () => {
  await registerReactors(stage.pool, [name]);
  const actor = await stage.open();
  receiver.status = 0;
  const first = await workerProcess(stage, settings());
  await until(() => receiver.deliveries.length === 1);
  await killNine(first);
  receiver.status = 204;
  await workerProcess(stage, settings());
  await until(() => receiver.deliveries.length === 2);
  const [before, after] = receiver.deliveries;
  expect(after!.id).toBe(before!.id);
  expect(receiver.positionsOf(actor.accountId)).toEqual([1, 1]);
});

test('a failure is retried with growing pauses; later events of the account wait, other accounts don’t', async () => {
  const [ann, bob] = [await stage.open(), await stage.open()];
  await written(ann, 1);
  receiver.statusFor = ({ account }) => (account === ann.accountId ? 500 : undefined);
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    expect(await runOnce(ann)).toBe('pausing');
    expect(await runOnce(ann)).toBe('pausing');
    const { rows } = await stage.pool.query('select retry_at from reactor_cursors where reactor = $1', [
      name,
    ]);
    pauses.push((rows[0].retry_at.getTime() - now.getTime()) / 1_000);
    now = rows[0].retry_at;
  }
  expect(pauses).toEqual([5, 15, 60, 300, 900, 3_600, 3_600, 3_600]);
  expect(receiver.positionsOf(ann.accountId)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(await runOnce(bob)).toBe('caught-up');
  receiver.statusFor = () => undefined;
  expect(await runOnce(ann)).toBe('caught-up');
  expect(receiver.positionsOf(ann.accountId).slice(8)).toEqual([1, 2]);
});

test('after a day the reactor is parked and reported with its error, and continues on request', async () => {
  await registerReactors(stage.pool, [name]);
  const [ann, bob] = [await stage.open(), await stage.open()];
  await written(ann, 1);
  receiver.statusFor = ({ account }) => (account === ann.accountId ? 307 : undefined);
  const began = now.getTime();
  while ((await runOnce(ann)) === 'pausing') {
    const { rows } = await stage.pool.query('select retry_at from reactor_cursors where reactor = $1', [
      name,
    ]);
    now = rows[0].retry_at;
  }
  expect(now.getTime() - began).toBe(86_400_000);
  expect(await runOnce(bob)).toBe('caught-up');
  const status = await statusOf();
  expect(status).toMatchObject({ behind: 1, retrying: 0 });
  expect(status.parked).toMatchObject([{ accountId: ann.accountId, position: 1, since: now }]);
  expect(status.parked[0]!.error).toContain('NotReceived: the answer was 307');
  expect(status.parked[0]!.error).not.toMatch(/127\.0\.0\.1|Berlin/);
  expect(await sweep({ ...stage.kith, projections: [] }, [name], -1)).toBe(0);
  receiver.statusFor = () => undefined;
  expect(await runOnce(ann)).toBe('parked');
  expect(await retryParked(stage.pool, 'reactor', [name])).toBe(1);
  expect(await runOnce(ann)).toBe('caught-up');
  expect((await statusOf()).parked).toEqual([]);
});

test('earlier events are never sent: not when the reactor is new, in a replay, an import, or a restart', async () => {
  const actor = await stage.open();
  await written(actor, 3);
  await worker();
  const contact = await stage.contact(actor, 'Last');
  await until(() => receiver.positionsOf(actor.accountId).length > 0);
  await endWorkers();
  expect(receiver.positionsOf(actor.accountId)).toEqual([5]);

  const imported = await stage.open();
  await startReactorsAtHead(stage.pool, imported.accountId);
  await stage.pool.query('update projections set replays = replays + 1');
  for (const projection of stage.kith.projections) await rebuild(stage.kith, projection, actor.accountId);
  await worker();
  await stage.contact(imported, 'New');
  await execute(stage.kith, actor, editContact, { contact, name: 'Lost' });
  await until(() => receiver.deliveries.length > 2);
  expect(receiver.positionsOf(actor.accountId)).toEqual([5, 6]);
  expect(receiver.positionsOf(imported.accountId)).toEqual([2]);
});

test('a service that hangs doesn’t hold up projections', async () => {
  receiver.status = 0;
  const bystander = await stage.bystander();
  await worker();
  const actors = await Promise.all(Array.from({ length: 12 }, () => stage.open()));
  await until(() => receiver.deliveries.length === 4);
  await untilCaughtUp(stage.kith);
  expect(receiver.deliveries.length).toBe(4);
  expect(await settle(stage.kith, actors[0]!.accountId)).toEqual(
    stage.kith.projections.map(() => 'caught-up'),
  );
  await bystander.unharmed();
  // Closes the hanging requests.
  await receiver.stop();
  receiver = await startReceiver();
});

test('reactors are woken even if projections are parked, and by jobs of an earlier release', async () => {
  const never = { every: 3_600_000, olderThan: 3_600 };
  const start = () => workerWithin(stage, { kith: stage.kith, sweeping: never }, settings());
  await start();
  const actor = await stage.open();
  await until(() => receiver.deliveries.length === 1);
  await untilCaughtUp(stage.kith);
  await stage.pool.query('update projection_cursors set parked_at = now()');
  await stage.contact(actor, 'Ann');
  await until(() => receiver.deliveries.length === 2);
  await endWorkers();

  await stage.contact(actor, 'Bob');
  await stage.pool.query('update streams set fanned_out = head');
  await stage.pool.query(`select graphile_worker.add_job('react', $1)`, [
    JSON.stringify({ reactor: name, accountId: actor.accountId }),
  ]);
  await start();
  await until(() => receiver.deliveries.length === 3);
  expect(receiver.positionsOf(actor.accountId)).toEqual([1, 2, 3]);
});

test('without FORWARD_URL, nothing is sent, and there is no cursor', async () => {
  await workerWithin(stage, { kith: stage.kith, sweeping: quickly });
  const actor = await stage.open();
  await written(actor, 1);
  await untilCaughtUp(stage.kith);
  expect((await stage.pool.query('select from reactor_cursors where reactor = $1', [name])).rowCount).toBe(0);
});
