import { closeAccount } from '../../src/domain/commands/close-account';
import { createContact } from '../../src/domain/commands/create-contact';
import { deleteContact } from '../../src/domain/commands/delete-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { restoreContact } from '../../src/domain/commands/restore-contact';
import { undo } from '../../src/domain/commands/undo';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { asOf } from '../../src/engine/projecting/as-of';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { expectEqualToOracle } from '../oracle/compare';
import { projectionNamed } from '../support/projection-named';
import { createStage, project, type Stage, settle } from '../support/stage';

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
let actor: Actor;
beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
});
afterAll(() => stage.drop());
beforeEach(async () => {
  actor = await stage.open();
});
afterEach(() => bystander.unharmed());

const act = (command: AnyCommand, input: object) => execute(stage.kith, actor, command, input);

/** Creates Bob Secret, with every kind of data, and Ann. */
async function people() {
  const ann = await stage.contact(actor, 'Ann', 'Sails.');
  const bob = await stage.contact(actor, 'Bob Secret', 'A secret.');
  await act(recordInteraction, { contact: ann, interacted_on: '2026-11-01', description: 'With Ann' });
  await act(recordInteraction, { contact: bob, interacted_on: '2026-11-01', description: 'A secret.' });
  await act(planMeeting, { contact: bob, meeting_on: '2026-12-01', notes: 'A secret.' });
  await act(editContact, { contact: bob, name: 'Rob Secret', contact_methods: 'secret@example.org' });
  return { ann, bob };
}

async function secretsOf(accountId: number): Promise<string[]> {
  const { rows: tables } = await stage.pool.query(
    `select table_name as name from information_schema.columns
      where column_name = 'account_id' and table_schema = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await stage.pool.query(
      `select from ${name} t where account_id = $1 and t::text ilike '%secret%'`,
      [accountId],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

async function expectWhole() {
  await settle(stage.kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
  for (const projection of stage.kith.projections) {
    expect(await replayDry(stage.kith, [projection], { accountId: actor.accountId })).toMatchObject({
      waiting: 0,
      discrepancies: [],
      failing: [],
    });
  }
}

test.each(['projected', 'not projected yet'])(
  'a forgotten contact is erased at once if it was %s',
  async (how) => {
    const { bob } = await people();
    if (how === 'projected') await settle(stage.kith, actor.accountId);
    await act(forgetContact, { contact: bob });
    expect(await secretsOf(actor.accountId)).toEqual([]);
    await expectWhole();
    const { rows } = await stage.pool.query('select name from projected_contacts where account_id = $1', [
      actor.accountId,
    ]);
    expect(rows).toEqual([{ name: 'Ann' }]);
    const { rows: ledger } = await stage.pool.query(
      `select e.subject, e.entity_id, e.began_at = b.created_at as known from erasures e
      join events b on b.account_id = e.account_id and b.position = e.subject where e.account_id = $1`,
      [actor.accountId],
    );
    expect(ledger).toEqual([{ subject: bob, entity_id: actor.entityId, known: true }]);
  },
);

test('the name is free, and the next contact with it is a new one', async () => {
  const { bob } = await people();
  await act(forgetContact, { contact: bob });
  const other = await stage.contact(actor, 'Rob Secret');
  expect(other).not.toBe(bob);
  const third = await stage.contact(actor, 'Bob Secret');
  await act(forgetContact, { contact: other });
  await act(forgetContact, { contact: third });
  await expectWhole();
});

test('a former name leads to its first contact again when the second one with that name is forgotten', async () => {
  const first = await stage.contact(actor, 'Kim');
  await act(editContact, { contact: first, name: 'Tim' });
  const second = await stage.contact(actor, 'Kim');
  await act(editContact, { contact: second, name: 'Jim' });
  await settle(stage.kith, actor.accountId);
  await act(forgetContact, { contact: second });
  await expectWhole();
  const { rows } = await stage.pool.query(
    'select name_key, contact from projected_former_names_of_contacts where account_id = $1',
    [actor.accountId],
  );
  expect(rows).toEqual([{ name_key: 'kim', contact: first }]);
});

test.each<[string, AnyCommand, object]>([
  ['edited', editContact, { description: 'A secret.' }],
  ['restored', restoreContact, {}],
  ['deleted', deleteContact, {}],
  ['forgotten again', forgetContact, {}],
  ['given an interaction', recordInteraction, { interacted_on: '2026-11-02', description: 'A secret.' }],
  ['given a meeting', planMeeting, { meeting_on: '2026-12-02', notes: 'A secret.' }],
])('a forgotten contact can’t be %s', async (_, command, input) => {
  const { bob } = await people();
  await settle(stage.kith, actor.accountId);
  const { position } = await act(forgetContact, { contact: bob });
  await expect(act(command, { contact: bob, ...input })).rejects.toMatchObject({ kind: 'not-found' });
  await expect(act(undo, { contact: bob, position })).rejects.toMatchObject({ kind: 'not-found' });
  expect(await secretsOf(actor.accountId)).toEqual([]);
});

test('views as of a past day don’t show a forgotten contact', async () => {
  const { bob } = await people();
  await act(forgetContact, { contact: bob });
  const { tables } = await asOf(stage.kith, actor.accountId, stage.kith.projections, new Date('2100-01-01'));
  expect(JSON.stringify(Object.values(tables).map((table) => table.all()))).not.toMatch(/secret|forgotten/i);
});

test('a repeated submission is answered, and doesn’t restore a forgotten contact', async () => {
  const input = { name: 'Bob Secret' };
  const { subject } = await execute(stage.kith, actor, createContact, input, { token: 'once' });
  await act(forgetContact, { contact: subject! });
  const again = await execute(stage.kith, actor, createContact, input, { token: 'once' });
  expect(again).toMatchObject({ subject, events: 0 });
  expect(await secretsOf(actor.accountId)).toEqual([]);
});

test('a projection that is parked at one of their events continues without them', async () => {
  const { bob } = await people();
  const contacts = projectionNamed(stage.kith, 'contacts');
  const failing = {
    ...contacts,
    handlers: {
      ...contacts.handlers,
      'interaction-recorded': () => {
        throw new Error('A secret.');
      },
    },
  };
  expect(await project({ ...stage.kith, retryPauses: [] }, failing, actor.accountId)).toEqual({
    kind: 'parked',
  });
  await act(forgetContact, { contact: bob });
  expect(await secretsOf(actor.accountId)).toEqual([]);
  await expectWhole();
});

test('a closed account keeps only a masked stream, and accepts no more events', async () => {
  const { ann } = await people();
  await settle(stage.kith, actor.accountId);
  const { position } = await act(closeAccount, {});
  expect(await secretsOf(actor.accountId)).toEqual([]);
  await expectWhole();
  const { rows } = await stage.pool.query(
    `select (select count(*) from events where account_id = $1 and not masked)::int as open,
      (select count(*) from credentials where account_id = $1)::int as credentials,
      (select count(*) from projected_accounts where account_id = $1)::int as accounts,
      (select head from streams where account_id = $1) as head`,
    [actor.accountId],
  );
  expect(rows).toEqual([{ open: 1, credentials: 0, accounts: 0, head: position }]);
  for (const [command, input] of [
    [createContact, { name: 'Bob Secret' }],
    [editContact, { contact: ann, name: 'Bob Secret' }],
    [closeAccount, {}],
  ] as const)
    await expect(act(command, input)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await secretsOf(actor.accountId)).toEqual([]);
});
