import { addTag } from '../../src/commands/add-tag';
import { editContact } from '../../src/commands/edit-contact';
import { execute } from '../../src/deciding/execute';
import { projectionNamed } from '../../src/projecting/engine';
import { rebuild } from '../../src/projecting/rebuild';
import { askForReplay } from '../../src/projecting/replay';
import { createStage, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

/** Where a rebuild meets an event that it can't handle, it lands before it: rows are older then than they were. */
test('nothing is decided on rows that a rebuild has put back while their stream was remembered', async () => {
  const { kith } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const { accountId } = actor;
  const ann = await stage.contact(actor, 'Ann');
  const bob = await stage.contact(actor, 'Bob');
  const { position } = await execute(kith, actor, editContact, { contact: bob, name: 'Rob' });
  await settle(kith, accountId);
  // Another process knows nothing of Bob yet when it begins to remember the stream.
  const other = { ...kith, pool: new Proxy(kith.pool, {}) };
  const { position: head } = await execute(other, actor, addTag, { contact: ann, tag: 'music' });
  await settle(kith, accountId);
  await askForReplay(kith, kith.projections, { accountId });
  await rebuild(kith, projectionNamed(kith, 'contacts'), accountId, position - 1);

  const done = await execute(other, actor, editContact, { contact: bob, name: 'Rob' });
  expect(done).toMatchObject({ position: head, events: 0 });
  await bystander.unharmed();
});
