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

/** Every stream's welcome is settled, one way or another. */
const untilSettled = () =>
  until(async () => (await statusesOf(stage.pool, 'reactor', [name]))[0]!.behind === 0);
const handOvers = async () => (await stage.pool.query('select from reactor_hand_overs')).rowCount;

test('who opens an account is welcomed once, also where the worker comes again', async () => {
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
  expect(subject).toBe('Your Kith is ready');
  for (const part of [text, html]) expect(part).toMatch(/\/contacts\/new[\s\S]*from 07:00 on/);
  expect(await handOvers()).toBe(0);
});

test('whose account is older than the reactor is not', async () => {
  await stage.open();
  await stage.pool.query('delete from reactors');
  await registerReactors(stage.pool, [name]);
  await worker();
  await stage.open();
  await untilSettled();
  expect(smtp.mails.map(({ to }) => to)).toEqual([['person-2@example.org']]);
});

test('a kill after the mail has left does not send it again; one before does', async () => {
  await stage.open();
  const silent = await startStallingSmtp('content');
  const early = await startStallingSmtp('data');
  const beforeIt = await workerProcess(stage, settings(early.url));
  await early.reached;
  expect(await handOvers()).toBe(0);
  await killNine(beforeIt);
  const behindIt = await workerProcess(stage, settings(silent.url));
  await silent.reached;
  expect(await handOvers()).toBe(1);
  await killNine(behindIt);
  const bystander = await stage.open();
  await worker();
  await untilSettled();
  expect(smtp.mails.map(({ to }) => to)).toEqual([[`person-${bystander.accountId}@example.org`]]);
  expect(await handOvers()).toBe(0);
  await Promise.all([silent.stop(), early.stop()]);
});

test('a server that is away or busy is tried again; a mail that it refuses for good is let go', async () => {
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
