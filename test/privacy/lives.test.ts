import fc from 'fast-check';
import { closeAccount } from '../../src/domain/commands/close-account';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { execute } from '../../src/engine/deciding/execute';
import { Refusal } from '../../src/engine/deciding/refusal';
import { asOf } from '../../src/engine/projecting/as-of';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { expectAsOracle, expectEqualToOracle } from '../oracle/compare';
import { acts, filledIn, type Known } from '../support/forms';
import { runs } from '../support/runs';
import { createStage, rebuild, type Stage, settle } from '../support/stage';

jest.setTimeout(60_000);

let stage: Stage;
let now: Date;
beforeAll(async () => {
  stage = await createStage({ clock: () => now });
});
afterAll(() => stage.drop());

const act = acts({ without: [forgetContact, closeAccount] });
/** A command runs, the worker projects, or one of the first few contacts is forgotten. */
const steps = fc.array(
  fc.oneof(
    { weight: 16, arbitrary: act },
    { weight: 2, arbitrary: fc.constant('project' as const) },
    { weight: 1, arbitrary: fc.record({ forget: fc.nat({ max: 3 }) }) },
  ),
  { minLength: 1, maxLength: 50, size: 'max' },
);

test('rows never show a forgotten contact, live, rebuilt, or as of any moment', async () => {
  const { kith, pool } = stage;
  now = new Date('2026-11-20T12:00:00Z');
  const bystander = await stage.bystander();
  const alike = fc.asyncProperty(steps, fc.nat(), async (taken, look) => {
    now = new Date('2026-11-20T12:00:00Z');
    const actor = await stage.open();
    const { accountId } = actor;
    for (const step of taken) {
      if (step === 'project') {
        await settle(kith, accountId);
        continue;
      }
      const known = await knownOf(accountId);
      const contacts = known.events.filter(({ type }) => type === 'contact-created');
      const contact = 'forget' in step ? (contacts[step.forget]?.position ?? 1) : 1;
      const [command, input] = 'forget' in step ? [forgetContact, { contact }] : filledIn(step, known);
      await execute(kith, actor, command, input).catch((error) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
    const { events, head } = await knownOf(accountId);
    const forgotten = events.filter(({ type }) => type === 'contact-forgotten').map(({ subject }) => subject);
    const { rows } = await pool.query('select subject from events where account_id = $1 and masked', [
      accountId,
    ]);
    expect(new Set(rows.map(({ subject }) => subject))).toEqual(new Set(forgotten));
    await settle(kith, accountId);
    await expectEqualToOracle(pool, accountId);
    for (const one of kith.projections) {
      const verified = await replayDry(kith, [one], { accountId });
      expect(verified).toMatchObject({ streams: 1, waiting: 0, discrepancies: [], failing: [] });
      await pool.query('update projection_cursors set replays = -1 where account_id = $1', [accountId]);
      expect(await rebuild(kith, one, accountId)).toMatchObject({ changed: 0 });
    }
    const { rows: moments } = await pool.query<{ at: Date }>(
      'select created_at as at from events where account_id = $1 and position = $2',
      [accountId, (look % head) + 1],
    );
    const { position, tables } = await asOf(kith, accountId, kith.projections, moments[0]!.at);
    await expectAsOracle(pool, accountId, position, (name) =>
      Object.values(tables)
        .find(({ definition }) => definition.name === name)!
        .finished(),
    );
  });
  await fc.assert(alike, { ...runs(25), interruptAfterTimeLimit: 50_000 });
  await bystander.unharmed();
});

async function knownOf(accountId: number): Promise<Known> {
  const { rows: events } = await stage.pool.query(
    `select e.position, e.subject, t.name as type, coalesce((e.metadata ->> 'first')::int, e.position)::int as first
      from events e join event_types t on t.id = e.event_type_id where e.account_id = $1 order by e.position`,
    [accountId],
  );
  return { head: events.length, today: '2026-11-20', events };
}
