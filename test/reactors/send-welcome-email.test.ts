import { statusesOf } from '../../src/engine/projecting/status';
import { registerReactors } from '../../src/engine/reacting/cursor';
import { until } from '../support/processes';
import { startSmtp, type TestSmtp } from '../support/smtp';
import { createStage, type Stage } from '../support/stage';
import { startStallingSmtp } from '../support/stalling-smtp';
import { endWorkers, environment, killNine, workerProcess, workerWithin } from '../support/workers';

const name = 'send-welcome-email';
const quickly = { every: 50, olderThan: 0.1 };

let stage: Stage;
let smtp: TestSmtp;
let now: Date;
beforeEach(async () => {
  now = new Date('2026-11-20T12:00:00Z');
  stage = await createStage({ clock: () => now });
  smtp = await startSmtp();
});
afterEach(async () => {
  await endWorkers();
  await smtp.stop();
  await stage.drop();
});

const settings = (SMTP_URL = smtp.url) => ({ ...environment(stage.url), SMTP_URL });
const worker = () => workerWithin(stage, { kith: stage.kith, sweeping: quickly }, settings());

/** Waits until the welcome emails of all streams are sent or dropped. */
const untilSettled = () =>
  until(async () => (await statusesOf(stage.pool, 'reactor', [name]))[0]!.behind === 0);
const handOvers = async () => (await stage.pool.query('select from reactor_hand_overs')).rowCount;

test('a new account gets one welcome email, even if the worker restarts', async () => {
  await worker();
  const actor = await stage.open();
  await stage.contact(actor, 'Ann');
  await untilSettled();
  await endWorkers();
  await worker();
  await stage.contact(actor, 'Bob');
  await untilSettled();
  expect(smtp.mails.map(({ to }) => to)).toEqual([['person-1@example.org']]);
  const { subject, text, html } = smtp.mails[0]!.parsed;
  expect(subject).toBe('Your Kith account is ready');
  for (const part of [text, html]) expect(part).toMatch(/\/contacts\/new[\s\S]*at 07:00/);
  expect(await handOvers()).toBe(0);
});

test('an account older than the reactor gets no welcome email', async () => {
  await stage.open();
  await stage.pool.query('delete from reactors');
  await registerReactors(stage.pool, [name]);
  await worker();
  await stage.open();
  await untilSettled();
  expect(smtp.mails.map(({ to }) => to)).toEqual([['person-2@example.org']]);
});

test('an email is sent again after a kill before its hand-over, but not after one that came later', async () => {
  await stage.open();
  const silent = await startStallingSmtp('content');
  const early = await startStallingSmtp('data');
  const before = await workerProcess(stage, settings(early.url));
  await early.reached;
  expect(await handOvers()).toBe(0);
  await killNine(before);
  const after = await workerProcess(stage, settings(silent.url));
  await silent.reached;
  expect(await handOvers()).toBe(1);
  await killNine(after);
  const bystander = await stage.open();
  await worker();
  await untilSettled();
  expect(smtp.mails.map(({ to }) => to)).toEqual([[`person-${bystander.accountId}@example.org`]]);
  expect(await handOvers()).toBe(0);
  await Promise.all([silent.stop(), early.stop()]);
});

test('an unreachable or busy server is retried; an email that it refuses permanently is dropped', async () => {
  const busy = 'person-1@example.org';
  smtp.switches = { busyFor: [busy], refuse: ['person-2@example.org'] };
  await worker();
  for (let count = 0; count < 3; count++) await stage.open();
  await until(async () => {
    const [status] = await statusesOf(stage.pool, 'reactor', [name]);
    return status!.behind === 1 && status!.retrying === 1;
  });
  expect(await statusesOf(stage.pool, 'reactor', [name])).toMatchObject([{ parked: [] }]);
  expect(smtp.mails.map(({ to }) => to)).toEqual([['person-3@example.org']]);
  smtp.switches = {};
  now = new Date(now.getTime() + 5_000);
  await untilSettled();
  expect(smtp.mails.map(({ to }) => to)).toEqual([['person-3@example.org'], [busy]]);
});
