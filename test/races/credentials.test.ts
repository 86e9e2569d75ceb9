import { changeEmail, requestEmailChange } from '../../src/accounts/change-email';
import { changePassword } from '../../src/accounts/change-password';
import { issueToken, type Purpose, tokenDigest } from '../../src/accounts/one-time-tokens';
import { resetPassword } from '../../src/accounts/reset-password';
import { closeAccount } from '../../src/domain/commands/close-account';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { holdBefore, untilBlocked } from '../support/hold';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
let actor: Actor;
let bystander: Actor;
const now = new Date('2026-11-20T12:00:00Z');
const to = { email: 'new@example.org', key: 'new@example.org' };

beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.open();
  await linkOf(bystander, 'password-reset');
});
afterAll(() => stage.drop());
beforeEach(async () => {
  actor = await stage.open();
  await stage.pool.query(
    `insert into sessions (sid, sess, expire) values ($1::text, json_build_object('accountId', $1::text), 'infinity')`,
    [actor.accountId],
  );
});
afterEach(async () => expect(await tokensOf(bystander)).toEqual(['password-reset']));

const linkOf = ({ accountId }: Actor, purpose: Purpose) =>
  issueToken(stage.pool, purpose, { accountId, email: `for-${accountId}@example.org` }, now).then(
    tokenDigest,
  );
const closing = () => execute(stage.kith, actor, closeAccount, {});
const checked = () => ({ ...actor, passwordHash: '-' });

async function tokensOf({ accountId }: Actor): Promise<string[]> {
  const { rows } = await stage.pool.query(
    'select purpose from one_time_tokens where account_id = $1 order by 1',
    [accountId],
  );
  return rows.map(({ purpose }) => purpose);
}

test('a request to change the email address creates no link if the account is closed first', async () => {
  const held = holdBefore(stage.pool, /^begin/);
  const requesting = requestEmailChange(held.pool, checked(), to, now);
  await held.reached;
  await closing();
  held.goOn();
  expect(await requesting).toBe(false);
  expect(await tokensOf(actor)).toEqual([]);
});

test('closing the account during a request to change the email address waits, and deletes the link', async () => {
  const held = holdBefore(stage.pool, /insert into one_time_tokens/);
  const requesting = requestEmailChange(held.pool, checked(), to, now);
  await held.reached;
  const closed = closing();
  await Promise.race([closed, untilBlocked(stage.pool)]);
  held.goOn();
  expect(await requesting).toBe(true);
  await closed;
  expect(await tokensOf(actor)).toEqual([]);
});

test('a request to change the email address creates no link if the password has changed since', async () => {
  const held = holdBefore(stage.pool, /^begin/);
  const requesting = requestEmailChange(held.pool, checked(), to, now);
  await held.reached;
  expect(await changePassword(stage.pool, checked(), 'another', now)).toBe(true);
  held.goOn();
  expect(await requesting).toBe(false);
  expect(await tokensOf(actor)).toEqual(['password-changed-notice']);
});

test('a simultaneous password reset and email change take locks in the same order', async () => {
  const [reset, change] = [await linkOf(actor, 'password-reset'), await linkOf(actor, 'email-change')];
  const held = holdBefore(stage.pool, /update credentials/);
  const resetting = resetPassword(held.pool, reset, 'another', now);
  await held.reached;
  const changing = changeEmail(stage.pool, actor.accountId, change, now);
  await untilBlocked(stage.pool);
  held.goOn();
  expect(await Promise.all([resetting, changing])).toEqual([true, 'spent']);
});

test.each<[string, (pool: Stage['pool']) => Promise<unknown>]>([
  ['a password change', (pool) => changePassword(pool, checked(), 'another', now)],
  [
    'a password reset',
    async (pool) => resetPassword(pool, await linkOf(actor, 'password-reset'), 'another', now),
  ],
])('a closure waits for %s, without a deadlock', async (_, change) => {
  const held = holdBefore(stage.pool, /delete from sessions/);
  const changing = change(held.pool);
  await held.reached;
  const closed = closing();
  await untilBlocked(stage.pool);
  held.goOn();
  expect(await changing).toBe(true);
  await closed;
  expect(await tokensOf(actor)).toEqual([]);
});
