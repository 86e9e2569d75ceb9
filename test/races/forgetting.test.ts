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
/** A different one in each test. */
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

const erase = (command: AnyCommand) => execute(stage.kith, actor, command, { contact: bob });

/** Runs the erasure while another action is held, after it has read what will be erased; then lets it continue. */
async function eraseDuring(held: Held, action: Promise<unknown>, command: AnyCommand) {
  await held.reached;
  await erase(command);
  held.goOn();
  await action;
}

describe.each(erasures)('%s after', (_, command) => {
  test.each(['contacts', 'interactions', 'meeting_notes_emails'])(
    'a worker has read the events for %s: it writes none of them',
    async (name) => {
      const held = holdBefore(stage.pool, /^with\s+held/);
      const action = project(
        { ...stage.kith, pool: held.pool },
        projectionNamed(stage.kith, name),
        actor.accountId,
      );
      await eraseDuring(held, action, command);
    },
  );

  test('a worker has decided to create a missing cursor', async () => {
    const held = holdBefore(stage.pool, /insert into projection_cursors/);
    const contacts = projectionNamed(stage.kith, 'contacts');
    await eraseDuring(held, project({ ...stage.kith, pool: held.pool }, contacts, actor.accountId), command);
  });

  test('a rebuild has folded the events: it folds them again', async () => {
    await settle(stage.kith, actor.accountId);
    await askForReplay(stage.kith, stage.kith.projections, { accountId: actor.accountId });
    const held = holdBefore(stage.pool, /^begin/);
    const contacts = projectionNamed(stage.kith, 'contacts');
    await eraseDuring(held, rebuild({ ...stage.kith, pool: held.pool }, contacts, actor.accountId), command);
    expect(await cursorOf(stage.kith, 'contacts', actor.accountId)).toMatchObject({ error: null });
  });

  test('a replay of all projections has folded the events: it folds them again', async () => {
    await settle(stage.kith, actor.accountId);
    await askForReplay(stage.kith, stage.kith.projections, { accountId: actor.accountId });
    const held = holdBefore(stage.pool, /^begin/);
    const { accountId } = actor;
    const action = replay({ ...stage.kith, pool: held.pool }, stage.kith.projections, { accountId });
    await eraseDuring(held, action, command);
  });

  test('a command has decided on the events: it decides again, and finds no contact', async () => {
    const held = holdBefore(stage.pool, /insert into events/);
    const input = { contact: bob, description: `${secret} More of it.` };
    const action = execute({ ...stage.kith, pool: held.pool }, actor, editContact, input);
    await eraseDuring(held, expect(action).rejects.toMatchObject({ kind: 'not-found' }), command);
  });

  test('the same erasure has been decided: it is done once', async () => {
    const held = holdBefore(stage.pool, /insert into events/);
    const action = execute({ ...stage.kith, pool: held.pool }, actor, command, { contact: bob });
    await eraseDuring(held, expect(action).rejects.toMatchObject({ kind: 'not-found' }), command);
    const { rows } = await stage.pool.query('select count(*)::int from erasures where account_id = $1', [
      actor.accountId,
    ]);
    expect(rows).toEqual([{ count: 1 }]);
  });
});

test('an erasure that cannot begin erases nothing and appends nothing', async () => {
  const failing = { ...stage.kith, onErasure: () => Promise.reject(new Error('The disk is full')) };
  await expect(execute(failing, actor, forgetContact, { contact: bob })).rejects.toThrow('The disk is full');
  await settle(stage.kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
  expect(await foundInTables(stage.pool, secret)).toEqual(
    expect.arrayContaining(['events', 'projected_contacts']),
  );
  await erase(forgetContact);
});

test('no contact is added to an account that is being closed', async () => {
  const held = holdBefore(stage.pool, /insert into events/);
  const action = execute({ ...stage.kith, pool: held.pool }, actor, createContact, { name: secret });
  await eraseDuring(held, expect(action).rejects.toMatchObject({ kind: 'not-found' }), closeAccount);
});

describe('a claimed morning email', () => {
  let morning: Mornings;
  beforeEach(async () => {
    morning = await createMornings();
    await erase(forgetContact);
  });
  afterEach(() => morning.stop());

  test.each(erasures)('is not handed over if %s', async (_, command) => {
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
