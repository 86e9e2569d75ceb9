import { verifyPassword } from '../../../src/accounts/passwords';
import { backfills } from '../../../src/domain/backfilling/backfills';
import { runBackfills } from '../../../src/domain/backfilling/run-backfills';
import { AlreadyThere, fillDemo } from '../../../src/ops/demo/fill-demo';
import { expectEqualToOracle } from '../../oracle/compare';
import { bundled } from '../../support/bundle';
import { createMornings, type Mornings, nothing, type Person } from '../../support/mornings';

jest.setTimeout(60_000);

const demo = { email: 'demo@kith.example', today: '2026-11-21', zone: 'Europe/Berlin' };

let morning: Mornings;
let bystander: Person;

beforeAll(async () => {
  morning = await createMornings();
  morning.at('2026-11-20T20:00:00Z');
  bystander = await morning.open();
  await morning.meets(bystander, 'Bystander', { meeting_on: '2150-12-24' });
});
afterAll(async () => {
  expect(await morning.outcomes(bystander)).toEqual([]);
  await expectEqualToOracle(morning.pool, bystander.accountId);
  await morning.stop();
});

const stored = async () => {
  const { rows } = await morning.pool.query(
    `select (select count(*)::int from events) as events, (select count(*)::int from streams) as streams,
      (select count(*)::int from credentials) as credentials`,
  );
  return rows[0];
};

describe('a demo account', () => {
  let person: Person;

  beforeAll(async () => {
    const { accountId } = await fillDemo(morning.kith, demo, 'vilo-nasu-peki-rado');
    person = { accountId, entityId: 0, email: demo.email };
    await morning.project(person);
  });

  test('has tables that match its events', () => expectEqualToOracle(morning.pool, person.accountId));

  test('has the given password, and no events pending for a reactor', async () => {
    const { rows } = await morning.pool.query(
      `select password_hash, outbox_only, (select count(*)::int from reactor_cursors r join streams s using (account_id)
          where s.account_id = c.account_id and r.position < s.head) as pending
        from credentials c where email = $1`,
      [demo.email],
    );
    expect(rows).toMatchObject([{ outbox_only: true, pending: 0 }]);
    expect(await verifyPassword(rows[0].password_hash, 'vilo-nasu-peki-rado')).toBe(true);
  });

  test('is complete: a backfill finds nothing to add', async () => {
    const run = await runBackfills(morning.kith, backfills, { job: 'test', olderThan: 0 });
    expect(run).toMatchObject({ events: 0, failed: 0 });
    expect(run.streams).toBeGreaterThan(0);
  });

  test('is not created a second time', async () => {
    const before = await stored();
    await expect(fillDemo(morning.kith, demo, 'another')).rejects.toThrow(AlreadyThere);
    expect(await stored()).toEqual(before);
  });

  test('sends no email for past meetings, and one for the meetings of today', async () => {
    const before = await morning.outcomes(person);
    morning.at('2026-11-21T05:59:00Z');
    expect(await morning.run({ everything: true })).toEqual(nothing);
    expect(await morning.outcomes(person)).toEqual(before);
    morning.at('2026-11-21T06:00:00Z');
    expect(await morning.run({ everything: true })).toMatchObject({ missed: 0, uncertain: 0, failed: false });
    expect(morning.received(person)).toHaveLength(1);
    const since = (await morning.outcomes(person)).slice(before.length);
    expect(since).toEqual(['sent 2026-11-21', 'sent 2026-11-21']);
  });
});

describe('npm run demo', () => {
  const run = async (...args: string[]) => {
    const script = (await bundled('src/ops/cli/demo.ts'))(args, {
      DATABASE_URL: morning.url,
      SESSION_SECRET: 's'.repeat(32),
    });
    const { code } = await script.exit;
    return { code, stdout: script.stdout, stderr: script.stderr };
  };
  const passwordHash = async (email: string) => {
    const { rows } = await morning.pool.query('select password_hash from credentials where email = $1', [
      email,
    ]);
    return rows[0]?.password_hash;
  };

  test('prints how to sign in, and refuses to create the same account twice', async () => {
    const args = ['--email', 'me@kith.example', '--today', '2026-06-30'];
    const first = await run(...args);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('http://localhost:3000/sign-in'),
    });
    const [, password] = /Password: +(\S+)/.exec(first.stdout)!;
    expect(await verifyPassword(await passwordHash('me@kith.example'), password!)).toBe(true);
    const before = await stored();
    const second = await run(...args);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('already has an account') });
    expect(await stored()).toEqual(before);
  });

  test.each([
    [['--today', '2199-01-01'], 'is in the future'],
    [['--today', 'soon'], 'is not a valid date'],
    [['--email', 'nobody'], 'is not an email address'],
    [['people'], 'Unknown argument: people. See --help.'],
  ])('refuses %j', async (args, reason) => {
    expect(await run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(reason) });
  });
});
