import { bundled } from '../../support/bundle';
import { createMornings, type Mornings } from '../../support/mornings';
import { appendUnknownEvent } from '../../support/newer-release';
import { endRuns } from '../../support/processes';

// Each run starts a separate process.
jest.setTimeout(60_000);

let morning: Mornings;

beforeAll(async () => {
  morning = await createMornings();
  const ann = await morning.open();
  await morning.meets(ann, 'Bob', { meeting_on: '2026-11-24' });
});

afterAll(async () => {
  await endRuns(morning.dataDir);
  await morning.stop();
});

async function morningEmail(args: string[], env: Record<string, string> = {}) {
  const run = (await bundled('src/ops/cli/morning-email.ts'))(args, {
    DATABASE_URL: morning.url,
    DATA_DIR: morning.dataDir,
    SESSION_SECRET: 's'.repeat(32),
    SMTP_URL: morning.smtp.url,
    LOG_LEVEL: 'silent',
    ...env,
  });
  const { code } = await run.exit;
  return { code, stdout: run.stdout.trim(), stderr: run.stderr.trim() };
}

test('--help works without valid settings', async () => {
  const { code, stdout } = await morningEmail(['--help'], { DATABASE_URL: 'nonsense' });
  expect(code).toBe(0);
  expect(stdout).toContain('--now ISO');
});

test.each([['tomorrow'], ['2026-11-24'], ['2026-11-24T07:00:00'], ['2026-02-30T07:00:00Z']])(
  '--now %s is refused with one clear line',
  async (now) => {
    const { code, stdout, stderr } = await morningEmail(['--now', now]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^--now must be a time .* like 2026-11-24T07:00:00\+01:00 .*$/);
  },
);

test('an unknown option is refused', async () => {
  const { code, stderr } = await morningEmail(['--when', 'now']);
  expect(code).toBe(1);
  expect(stderr).toContain('--when');
});

test('it sends what is due at --now, prints how many, and exits with 1 if the mail server is down', async () => {
  await morning.smtp.stop();
  const down = await morningEmail(['--now', '2026-11-24T07:00:00+01:00']);
  expect(down.code).toBe(1);
  expect(down.stdout).toBe('Morning email: 0 sent, 0 missed, 0 uncertain, 1 waiting.');
  expect(down.stderr).toContain('could not be reached');

  await morning.smtp.start();
  expect(await morningEmail(['--now', '2026-11-24T06:59:59+01:00'])).toEqual({
    code: 0,
    stdout: 'Morning email: 0 sent, 0 missed, 0 uncertain, 0 waiting.',
    stderr: '',
  });
  expect(await morningEmail(['--now', '2026-11-24T07:01:00+01:00'])).toEqual({
    code: 0,
    stdout: 'Morning email: 1 sent, 0 missed, 0 uncertain, 0 waiting.',
    stderr: '',
  });
  expect(morning.smtp.mails.map(({ parsed }) => parsed.subject)).toEqual(['Today: Bob']);
});

test('it warns that emails may be missing if their projection is parked', async () => {
  await morning.pool.query(
    `update projection_cursors set parked_at = now() where projection = 'meeting_notes_emails'`,
  );
  expect(await morningEmail(['--now', '2026-11-23T07:00:00+01:00'])).toEqual({
    code: 0,
    stdout: 'Morning email: 0 sent, 0 missed, 0 uncertain, 0 waiting.',
    stderr: 'Emails to one account may be missing because a projection is parked. See npm run projections.',
  });
});

test('it exits with 1 if an email could not be processed, and prints no personal data', async () => {
  const carol = await morning.open();
  await morning.meets(carol, 'Carol', { meeting_on: '2026-11-24' });
  await appendUnknownEvent(morning.pool, carol, null, { name: 'meeting-blessed', version: 1 });
  const { code, stdout, stderr } = await morningEmail(['--now', '2026-11-24T07:00:00+01:00']);
  expect(code).toBe(1);
  expect(stdout).toBe('Morning email: 0 sent, 0 missed, 0 uncertain, 1 waiting.');
  expect(stderr).toContain('Some emails could not be processed');
  expect(stderr + stdout).not.toContain('Carol');
});
