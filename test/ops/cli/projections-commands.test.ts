import { systemClock } from '../../../src/base/clock';
import { createLog } from '../../../src/base/log';
import { createContact } from '../../../src/domain/commands/create-contact';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import type { Engine } from '../../../src/engine/projecting/engine';
import { createKith } from '../../../src/kith';
import { bundled } from '../../support/bundle';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { openInBerlin } from '../../support/open-in-berlin';
import type { Run } from '../../support/processes';
import { project } from '../../support/stage';

let database: TestDatabase;
let kith: Engine;
let ann: Actor;
let bystander: Actor;

beforeEach(async () => {
  database = await createTestDatabase();
  kith = createKith({ pool: database.pool, log: createLog('silent'), clock: systemClock });
  ann = await openInBerlin(kith, 'ann@example.org');
  bystander = await openInBerlin(kith, 'bystander@example.org');
  for (const [actor, name] of [
    [ann, 'Bob'],
    [bystander, 'Innocent'],
  ] as const) {
    const { subject } = await execute(kith, actor, createContact, { name });
    const contact = subject!;
    await execute(kith, actor, planMeeting, { contact, meeting_on: '2199-01-01', notes: '**Lisbon**' });
    await projectAll(actor);
  }
});
afterEach(() => database.drop());

describe('npm run replay', () => {
  it('shows in a dry run what it would change, and writes nothing', async () => {
    await spoil(ann);
    const run = await command('src/ops/cli/replay.ts', 'contacts', '--dry-run', '--json');
    expect(run.stdout).toContain('next_meeting_notes_html "stale" → "<p><strong>Lisbon</strong></p>\\n"');
    expect(lastLine(run)).toMatchObject({ dryRun: true, changed: 1, streams: 2 });
    expect(await htmlOf(ann)).toBe('stale');
  });

  it('writes only the rows that differ, and reports them as one JSON object', async () => {
    await spoil(ann);
    const before = await rowVersion(bystander);
    const report = lastLine(await command('src/ops/cli/replay.ts', '--json'));
    expect(report).toMatchObject({ changed: 1, streams: 2, events: 8, rows: 14 });
    expect(report.seconds).toBeGreaterThan(0);
    expect(await htmlOf(ann)).toBe('<p><strong>Lisbon</strong></p>\n');
    expect(await rowVersion(bystander)).toBe(before);
  });

  it('rebuilds only the account named with --account', async () => {
    await spoil(ann);
    await spoil(bystander);
    const report = lastLine(
      await command('src/ops/cli/replay.ts', 'contacts', '--account', 'Ann@example.org', '--json'),
    );
    expect(report).toMatchObject({ changed: 1, streams: 1 });
    expect(await htmlOf(ann)).toBe('<p><strong>Lisbon</strong></p>\n');
    expect(await htmlOf(bystander)).toBe('stale');
  });

  it.each([
    [['nonsense'], 'Unknown projection: nonsense. The projections are accounts, contacts,'],
    [['--account', 'nobody@example.org'], 'No account has the email address nobody@example.org.'],
    [['--faster'], "Unknown option '--faster'. See --help."],
  ])('refuses %j with an explanation', async (args, line) => {
    const run = await command('src/ops/cli/replay.ts', ...args);
    expect(await run.exit).toMatchObject({ code: 1 });
    expect(run.stderr).toContain(line);
    expect(run.stderr).not.toContain('    at ');
  });
});

describe('npm run projections', () => {
  it('shows the version, the lag, and the last update of each projection', async () => {
    await execute(kith, ann, createContact, { name: 'Eve' });
    const run = await command('src/ops/cli/projections-status.ts', '--json');
    expect(run.stdout).toMatch(/^contacts v\d+: 1 of 2 streams pending, lag \d+\.\d s, last updated \d{4}-/m);
    const [, contacts] = lastLine(run).projections;
    expect(contacts).toMatchObject({ name: 'contacts', streams: 2, behind: 1, parked: [] });
    expect(await run.exit).toMatchObject({ code: 0 });
  });

  it('verifies that tables match the folds, and exits with 1 if they do not', async () => {
    const equal = await command('src/ops/cli/projections-status.ts', '--verify');
    expect(equal.stdout).toContain('Verified: the tables match the events in all 2 streams.');
    expect(await equal.exit).toMatchObject({ code: 0 });
    await spoil(ann);
    const different = await command('src/ops/cli/projections-status.ts', '--verify', '--json');
    expect(different.stdout).toContain(
      `contacts: 1 rows of account ${ann.accountId} in projected_contacts differ`,
    );
    expect(lastLine(different).verified.discrepancies).toHaveLength(1);
    expect(await different.exit).toMatchObject({ code: 1 });
  });

  it('lists parked streams with their error, and retries them', async () => {
    await park(ann, 'Eve');
    const parked = await command('src/ops/cli/projections-status.ts');
    expect(parked.stdout).toMatch(
      new RegExp(
        `parked since \\S+: account ${ann.accountId} at position 5: TypeError: it is "…" that fails`,
      ),
    );
    expect(parked.stdout).not.toContain('Eve');
    const retried = await command('src/ops/cli/projections-status.ts', '--retry', 'contacts');
    expect(retried.stdout).toContain('Retrying 1 parked streams.');
    expect(await project(kith, kith.projections[1]!, ann.accountId)).toEqual({ kind: 'caught-up' });
    const { rows } = await database.pool.query('select name from projected_contacts order by name');
    expect(rows.map(({ name }) => name)).toEqual(['Bob', 'Eve', 'Innocent']);
  });
});

async function projectAll({ accountId }: Actor) {
  for (const projection of kith.projections) await project(kith, projection, accountId);
}

/** Leaves the row as an outdated handler would have written it. */
async function spoil({ accountId }: Actor) {
  await database.pool.query(
    `update projected_contacts set next_meeting_notes_html = 'stale' where account_id = $1`,
    [accountId],
  );
}

async function htmlOf({ accountId }: Actor) {
  const { rows } = await database.pool.query(
    'select next_meeting_notes_html as html from projected_contacts where account_id = $1',
    [accountId],
  );
  return rows[0].html;
}

/** Returns a value that changes with every write of the row. */
async function rowVersion({ accountId }: Actor) {
  const { rows } = await database.pool.query(
    'select xmin::text from projected_contacts where account_id = $1',
    [accountId],
  );
  return rows[0].xmin;
}

/** Projects with a handler that fails on this contact. */
async function park(actor: Actor, name: string) {
  await execute(kith, actor, createContact, { name });
  const contacts = kith.projections[1]!;
  const broken = {
    ...contacts,
    handlers: {
      'contact-created': () => {
        throw new TypeError(`it is "${name}" that fails`);
      },
    },
  };
  const ended = await project({ ...kith, retryPauses: [] }, broken as never, actor.accountId);
  expect(ended).toEqual({ kind: 'parked' });
}

async function command(script: string, ...args: string[]): Promise<Run> {
  const env = { DATABASE_URL: database.url, SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'silent' };
  const run = (await bundled(script))(args, env);
  await run.exit;
  return run;
}

function lastLine({ stdout }: Run) {
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}
