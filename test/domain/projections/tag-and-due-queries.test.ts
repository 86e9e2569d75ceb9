import { addTag } from '../../../src/domain/commands/add-tag';
import { chooseStayInTouch } from '../../../src/domain/commands/choose-stay-in-touch';
import { createContact } from '../../../src/domain/commands/create-contact';
import { deleteContacts } from '../../../src/domain/commands/delete-contacts';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { tagContacts } from '../../../src/domain/commands/tag-contacts';
import { listExamples } from '../../../src/domain/projections/example-queries';
import { countDue, listDue } from '../../../src/domain/projections/stay-in-touch-queries';
import { findTag, suggestTags } from '../../../src/domain/projections/tag-queries';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { expectEqualToOracle } from '../../oracle/compare';
import { createStage, type Stage, settle } from '../../support/stage';

let stage: Stage;
let actor: Actor;
beforeAll(async () => {
  stage = await createStage();
});
beforeEach(async () => {
  actor = await stage.open();
});
afterAll(() => stage.drop());

const does = (command: AnyCommand, input: object, who = actor) => execute(stage.kith, who, command, input);

/** Adds contacts with these names, and a bystander account with a contact that is tagged and due. */
async function contacts(...names: string[]): Promise<number[]> {
  const bystander = await stage.open();
  const subject = await stage.contact(bystander, names[0]!);
  await does(addTag, { contact: subject, tag: 'Elsewhere' }, bystander);
  await does(chooseStayInTouch, { contact: subject, every_days: 1 }, bystander);
  await settle(stage.kith, bystander.accountId);
  const subjects = [];
  for (const name of names) subjects.push(await stage.contact(actor, name));
  return subjects;
}

async function settled(): Promise<void> {
  await settle(stage.kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
}

test('tags are suggested in the order of their keys, and found in any capitalization with their number of contacts', async () => {
  const [ann, bob, cem, dora] = await contacts('Ann', 'Bob', 'Cem', 'Dora');
  await does(addTag, { contact: ann, tag: 'music' });
  await does(tagContacts, { contacts: [ann, bob, cem], tag: 'Music' });
  for (const tag of ['Zoo', 'Ärzte', 'art']) await does(addTag, { contact: ann, tag });
  await does(addTag, { contact: dora, tag: 'Only Dora' });
  await does(deleteContacts, { contacts: [dora] });
  await settled();
  const { accountId } = actor;
  expect(await suggestTags(stage.pool, accountId)).toEqual(['art', 'music', 'Zoo', 'Ärzte']);
  expect(await suggestTags(stage.pool, accountId, 2)).toEqual(['art', 'music']);
  expect(await findTag(stage.pool, accountId, 'MUSIC')).toEqual({ key: 'music', tag: 'Music', contacts: 3 });
  expect(await findTag(stage.pool, accountId, 'Elsewhere')).toBeUndefined();
  expect(await findTag(stage.pool, accountId, 'a\0b')).toBeUndefined();
});

test('contacts who are due are listed, the longest overdue first, except those with a meeting today', async () => {
  const [ann, bob, cem, dora, eva] = await contacts('Ann', 'Bob', 'Cem', 'Dora', 'Eva');
  for (const [contact, every_days] of [
    [ann, 7],
    [bob, 1],
    [cem, 3],
    [dora, 1],
    [eva, 1],
  ])
    await does(chooseStayInTouch, { contact, every_days });
  await does(recordInteraction, { contact: cem, interacted_on: '2026-11-01' });
  await does(planMeeting, { contact: dora, meeting_on: '2026-11-24' });
  await does(deleteContacts, { contacts: [eva] });
  await settled();
  const { accountId } = actor;
  const names = async (today: string, page = {}) =>
    (await listDue(stage.pool, accountId, today, page)).map(({ name }) => name);
  expect(await names('2026-11-20')).toEqual([]);
  expect(await names('2026-11-21')).toEqual(['Bob', 'Dora']);
  expect(await names('2026-11-23')).toEqual(['Bob', 'Dora', 'Cem']);
  expect(await names('2026-11-24')).toEqual(['Bob', 'Cem']);
  expect(await names('2026-11-27', { limit: 2, offset: 1 })).toEqual(['Dora', 'Cem']);
  expect(await countDue(stage.pool, accountId, '2026-11-27')).toBe(4);
  expect(await listDue(stage.pool, accountId, '2026-11-21', { limit: 1 })).toEqual([
    {
      name: 'Bob',
      contact: bob,
      last_interacted_on: null,
      meeting: null,
      next_meeting_on: null,
      next_meeting_time: null,
      stay_in_touch_every: 1,
      stay_in_touch_on: '2026-11-21',
    },
  ]);
});

test('only sample people are listed as examples', async () => {
  await contacts('Ann');
  const { subject } = await does(createContact, { name: 'Mia', example: true });
  await settled();
  expect(await listExamples(stage.pool, actor.accountId)).toEqual([subject]);
});
