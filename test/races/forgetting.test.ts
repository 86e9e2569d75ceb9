import { closeAccount } from '../../src/domain/commands/close-account';
import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { askForReplay, replay } from '../../src/engine/replaying/replay';
import { expectEqualToOracle } from '../oracle/compare';
import { type Held, holdBefore } from '../support/hold';
import { createMornings, type Mornings } from '../support/mornings';
import { foundInTables } from '../support/planting';
import { projectionNamed } from '../support/projection-named';
import { createStage, cursorOf, project, rebuild, type Stage, settle } from '../support/stage';

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
let actor: Actor;
let bob: number;
/** Another one in each test. */
let secret: string;
let secrets = 0;
const erasures: [string, AnyCommand][] = [
  ['the contact is forgotten', forgetContact],
  ['the account is closed', closeAccount],
];

beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
});
afterAll(() => stage.drop());
beforeEach(async () => {
  secret = `A secret no. ${++secrets}.`;
  actor = await stage.open();
  bob = await stage.contact(actor, 'Bob', secret);
  await execute(stage.kith, actor, recordInteraction, {
    contact: bob,
    interacted_on: '2026-11-01',
    description: secret,
  });
  await execute(stage.kith, actor, planMeeting, { contact: bob, meeting_on: '2026-12-01', notes: secret });
});
afterEach(async () => {
  await settle(stage.kith, actor.accountId);
  expect(await foundInTables(stage.pool, secret)).toEqual([]);
  await expectEqualToOracle(stage.pool, actor.accountId);
  await bystander.unharmed();
});

const erasing = (command: AnyCommand) => execute(stage.kith, actor, command, { contact: bob });

/** What is being done is held where it has read what will be erased; the erasure is over before it goes on. */
async function overtaken(held: Held, doing: Promise<unknown>, command: AnyCommand) {
  await held.reached;
  await erasing(command);
  held.goOn();
  await doing;
}

describe.each(erasures)('%s while', (_, command) => {
  test.each(['contacts', 'interactions', 'meeting_notes_emails'])(
    'a worker has read its events for %s: it writes none of it',
    async (name) => {
      const held = holdBefore(stage.pool, /^with\s+held/);
      const doing = project(
        { ...stage.kith, pool: held.pool },
        projectionNamed(stage.kith, name),
        actor.accountId,
      );
      await overtaken(held, doing, command);
    },
  );

  test('a worker makes the cursor of a stream that had none', async () => {
    const held = holdBefore(stage.pool, /insert into projection_cursors/);
    const contacts = projectionNamed(stage.kith, 'contacts');
    await overtaken(held, project({ ...stage.kith, pool: held.pool }, contacts, actor.accountId), command);
  });

  test('a rebuild has folded them, and lands afterwards', async () => {
    await settle(stage.kith, actor.accountId);
    await askForReplay(stage.kith, stage.kith.projections, { accountId: actor.accountId });
    const held = holdBefore(stage.pool, /^begin/);
    const contacts = projectionNamed(stage.kith, 'contacts');
    await overtaken(held, rebuild({ ...stage.kith, pool: held.pool }, contacts, actor.accountId), command);
    expect(await cursorOf(stage.kith, 'contacts', actor.accountId)).toMatchObject({ error: null });
  });

  test('a replay of everything has folded them, and lands afterwards', async () => {
    await settle(stage.kith, actor.accountId);
    await askForReplay(stage.kith, stage.kith.projections, { accountId: actor.accountId });
    const held = holdBefore(stage.pool, /^begin/);
    const { accountId } = actor;
    const doing = replay({ ...stage.kith, pool: held.pool }, stage.kith.projections, { accountId });
    await overtaken(held, doing, command);
  });

  test('a command has decided on them: it is decided again, on nobody', async () => {
    const held = holdBefore(stage.pool, /insert into events/);
    const input = { contact: bob, description: `${secret} More of it.` };
    const doing = execute({ ...stage.kith, pool: held.pool }, actor, editContact, input);
    await overtaken(held, expect(doing).rejects.toMatchObject({ kind: 'not-found' }), command);
  });

  test('it is asked for twice at once: it is done once', async () => {
    const held = holdBefore(stage.pool, /insert into events/);
    const doing = execute({ ...stage.kith, pool: held.pool }, actor, command, { contact: bob });
    await overtaken(held, expect(doing).rejects.toMatchObject({ kind: 'not-found' }), command);
    const { rows } = await stage.pool.query('select count(*)::int from erasures where account_id = $1', [
      actor.accountId,
    ]);
    expect(rows).toEqual([{ count: 1 }]);
  });
});

test('an erasure that fails at its end has erased nothing, and said nothing', async () => {
  const failing = { ...stage.kith, onErasure: () => Promise.reject(new Error('The disk is full')) };
  await expect(execute(failing, actor, forgetContact, { contact: bob })).rejects.toThrow('The disk is full');
  await settle(stage.kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
  expect(await foundInTables(stage.pool, secret)).toEqual(
    expect.arrayContaining(['events', 'projected_contacts']),
  );
  await erasing(forgetContact);
});

test('nobody is added to an account that is being closed', async () => {
  const held = holdBefore(stage.pool, /insert into events/);
  const doing = execute({ ...stage.kith, pool: held.pool }, actor, createContact, { name: secret });
  await overtaken(held, expect(doing).rejects.toMatchObject({ kind: 'not-found' }), closeAccount);
});

describe('a morning mail that is claimed', () => {
  let morning: Mornings;
  beforeEach(async () => {
    morning = await createMornings();
    await erasing(forgetContact);
  });
  afterEach(() => morning.stop());

  test.each(erasures)('is not handed over where %s', async (_, command) => {
    const ann = await morning.open();
    const other = await morning.open();
    const contact = await morning.meets(ann, 'Bob', { meeting_on: '2026-11-24', notes: secret });
    await morning.project(ann);
    morning.at('2026-11-24T06:00:00Z');
    const held = holdBefore(morning.pool, /update mail_claims set handed_over_at/);
    const running = morning.run({ pool: held.pool });
    await held.reached;
    await morning.does(ann, command as typeof forgetContact, { contact });
    held.goOn();
    await running;
    await morning.meets(other, 'Bystander', { meeting_on: '2026-11-24' });
    await morning.project(ann, other);
    await morning.run();
    expect(morning.received(ann)).toEqual([]);
    expect(morning.received(other)).toEqual(['Today: Bystander']);
    expect(await morning.claims()).toEqual([]);
    expect(await foundInTables(morning.pool, secret)).toEqual([]);
  });
});
