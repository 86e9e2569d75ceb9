import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import {
  type Claim,
  ClaimLost,
  claimMail,
  dropStaleClaims,
  leftoverClaims,
  noteHandOver,
  releaseClaim,
} from '../../src/morning/claims';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
let pool: Pool;
let accountId: number;
beforeAll(async () => {
  stage = await createStage();
  ({ pool } = stage);
});
afterAll(() => stage.drop());

/** Another account's claim, which must not change. */
let bystander: Claim;
beforeEach(async () => {
  await pool.query('delete from mail_claims');
  const other = await stage.open();
  bystander = claimOf(other.accountId, 5, 6);
  await claimMail(pool, bystander, 1);
  ({ accountId } = await stage.open());
});
afterEach(async () => expect(await claimed(bystander.accountId)).toEqual(['5', '6']));

const day = '2026-11-24';

/** Returns a claim on an email about a meeting with the first contact and reminders for the others. */
function claimOf(account: number, ...contacts: number[]): Claim {
  const about = contacts.map((contact, index) => ({
    contact,
    meeting: index === 0 ? contact + 100 : null,
    day,
    cause: index === 0 ? contact + 100 : null,
  }));
  return { id: randomUUID(), accountId: account, messageId: '<1@kith.example>', about };
}

async function claimed(account = accountId): Promise<string[]> {
  const { rows } = await pool.query(
    `select contact || case when handed_over_at is null then '' else ' handed over' end as line
      from mail_claims where account_id = $1 order by contact`,
    [account],
  );
  return rows.map(({ line }) => line);
}

test('a claim covers all contacts or none: if one is taken, the others stay free', async () => {
  const first = claimOf(accountId, 3, 4);
  expect(await claimMail(pool, first, 1)).toMatchObject({
    kind: 'claimed',
    email: expect.stringContaining('@'),
  });
  expect(await claimMail(pool, claimOf(accountId, 2, 3), 1)).toEqual({ kind: 'taken' });
  expect(await claimed()).toEqual(['3', '4']);
  const onAnotherDay = claimOf(accountId, 4);
  onAnotherDay.about[0]!.day = '2026-11-25';
  expect(await claimMail(pool, onAnotherDay, 1)).toEqual({ kind: 'taken' });
  expect(await claimMail(pool, claimOf(accountId, 7), 2)).toEqual({ kind: 'moved' });
  await releaseClaim(pool, first);
  expect(await claimed()).toEqual([]);
});

test('a claim that lost a part is lost as a whole, and is not handed over', async () => {
  const claim = claimOf(accountId, 3, 4);
  await claimMail(pool, claim, 1);
  await pool.query('delete from mail_claims where account_id = $1 and contact = 4', [accountId]);
  await expect(noteHandOver(pool, claim, 1)).rejects.toThrow(ClaimLost);
  expect(await claimed()).toEqual(['3']);
});

test('a claim is handed over once, only at the stream’s head, and then stays until it is settled', async () => {
  const claim = claimOf(accountId, 4, 3);
  await claimMail(pool, claim, 1);
  expect(await noteHandOver(pool, claim, 2)).toBe('moved');
  expect(await claimed()).toEqual(['3', '4']);
  expect(await noteHandOver(pool, claim, 1)).toBe('noted');
  await expect(noteHandOver(pool, claim, 1)).rejects.toThrow(ClaimLost);
  await pool.query('update mail_claims set claimed_at = claimed_at - $1::interval where account_id = $2', [
    '1 hour',
    accountId,
  ]);
  await dropStaleClaims(pool, 60);
  expect(await claimed()).toEqual(['3 handed over', '4 handed over']);
  expect(await leftoverClaims(pool, 60)).toEqual([]);
  const [left] = await leftoverClaims(pool, 0);
  expect(left).toEqual({ ...claim, about: claim.about.toReversed() });
  await releaseClaim(pool, claim, [claim.about[0]!]);
  expect(await claimed()).toEqual(['3 handed over']);
});

test('a claim whose run died before the hand-over is deleted as stale', async () => {
  await claimMail(pool, claimOf(accountId, 3, 4), 1);
  await dropStaleClaims(pool, 60);
  expect(await claimed()).toEqual(['3', '4']);
  await pool.query('update mail_claims set claimed_at = claimed_at - $1::interval where account_id = $2', [
    '61 seconds',
    accountId,
  ]);
  await dropStaleClaims(pool, 60);
  expect(await claimed()).toEqual([]);
});
