import { addTag } from '../../../src/domain/commands/add-tag';
import { createContact } from '../../../src/domain/commands/create-contact';
import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { restoreContact } from '../../../src/domain/commands/restore-contact';
import { type Search, searchContacts, textsOf } from '../../../src/domain/projections/search-queries';
import { termsOf } from '../../../src/domain/searching/terms';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { createStage, type Stage, settle } from '../../support/stage';

let stage: Stage;
let actor: Actor;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
const contacts: Record<string, number> = {};

const does = async (command: AnyCommand, input: object) => execute(stage.kith, actor, command, input);
const add = async (name: string, more: object = {}) => {
  contacts[name] = (await does(createContact, { name, ...more })).subject!;
};

beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
  const other = await stage.open();
  await stage.contact(other, 'Anna Somebody else’s', 'Lisbon');
  await settle(stage.kith, other.accountId);
  actor = await stage.open();
  await add('Johanna Berg', { description: 'Paints herons' });
  await add('Anna Łukasz', { contact_methods: 'Work\t+49 30 123-456' });
  await add('Zoë Müller', { description: 'Knows Anna well' });
  await add('John Smith', { contact_methods: 'anna@example.org' });
  await add('Cem Çelik');
  await add('張偉');
  await does(addTag, { contact: contacts['Cem Çelik'], tag: 'Annals' });
  const coffee = { contact: contacts['John Smith'], interacted_on: '2026-11-01' };
  await does(recordInteraction, { ...coffee, description: 'Coffee, and Lisbon came up' });
  const lisbon = {
    contact: contacts['Zoë Müller'],
    interacted_on: '2026-11-10',
    description: 'Lisbon again',
  };
  await does(recordInteraction, lisbon);
  await does(planMeeting, { contact: contacts['Johanna Berg'], notes: 'Ask about **Łódź** and Lisbon' });
  await settle(stage.kith, actor.accountId);
});
afterAll(() => stage.drop());

const usual = {
  sort: 'best',
  direction: 'asc',
  page: 1,
  today: '2026-11-20',
  locale: 'en',
  tag: null,
} as const;

async function found(query: string, more: Partial<Search> = {}): Promise<string[]> {
  const tags = (text: string) => (' annals'.includes(` ${text}`) ? ['annals'] : []);
  const terms = termsOf(query).map((term) => ({ ...term, tags: tags(term.text) }));
  const { contacts, count } = await searchContacts(stage.pool, actor.accountId, { ...usual, terms, ...more });
  expect(count).toBe(contacts.length);
  return contacts.map(({ name, hit }) => `${name}: ${hit.where}`);
}

const people = (...names: string[]) => names;

test('names that start with the term come first, then names that contain it, tags, contact methods, and descriptions', async () => {
  expect(await found('anna')).toEqual(
    people(
      'Anna Łukasz: name',
      'Johanna Berg: name',
      'Cem Çelik: tag',
      'John Smith: reach',
      'Zoë Müller: description',
    ),
  );
});

test('interactions and notes are searched by the start of words, and the newest come first', async () => {
  expect(await found('lisb')).toEqual(people('Johanna Berg: text', 'Zoë Müller: text', 'John Smith: text'));
  expect(await found('sbon')).toEqual([]);
  expect(await found('lodz')).toEqual(people('Johanna Berg: text'));
});

test('every word must match somewhere, and the result says where the worst-ranked one matched', async () => {
  expect(await found('smith lisbon')).toEqual(people('John Smith: text'));
  expect(await found('lisbon coffee')).toEqual(people('John Smith: text'));
  expect(await found('anna lisbon')).toEqual(
    people('Johanna Berg: text', 'Zoë Müller: text', 'John Smith: text'),
  );
  expect(await found('smith lisbon nowhere')).toEqual([]);
});

test('one or two letters match only the start of words in names, tags, and contact methods', async () => {
  expect(await found('j')).toEqual(people('Johanna Berg: name', 'John Smith: name'));
  expect(await found('be')).toEqual(people('Johanna Berg: name'));
  expect(await found('an')).toEqual(people('Anna Łukasz: name', 'Cem Çelik: tag', 'John Smith: reach'));
  expect(await found('偉')).toEqual(people('張偉: name'));
});

test('accents, capitalization, and spaces in phone numbers don’t matter', async () => {
  expect(await found('LUKASZ')).toEqual(people('Anna Łukasz: name'));
  expect(await found('zoe mull')).toEqual(people('Zoë Müller: name'));
  expect(await found('30123')).toEqual(people('Anna Łukasz: reach'));
  expect(await found('30 123')).toEqual(people('Anna Łukasz: reach'));
});

test('a misspelled word matches similar words if nothing matches it as typed', async () => {
  expect(await found('jhon')).toEqual(people('John Smith: name'));
  expect(await found('mueller')).toEqual(people('Zoë Müller: name'));
  expect(await found('coffe')).toEqual(people('John Smith: text'));
  expect(await found('cofee')).toEqual(people('John Smith: text'));
  expect(await found('hernos')).toEqual(people('Johanna Berg: description'));
});

test('results can be filtered by tag, sorted, and paged', async () => {
  expect(await found('', { tag: 'annals' })).toEqual(people('Cem Çelik: nowhere'));
  expect(await found('anna', { tag: 'annals' })).toEqual(people('Cem Çelik: tag'));
  expect(await found('lisbon', { sort: 'name' })).toEqual(
    people('Johanna Berg: text', 'John Smith: text', 'Zoë Müller: text'),
  );
  expect(await found('lisbon', { sort: 'last-interaction', direction: 'desc' })).toEqual(
    people('Zoë Müller: text', 'John Smith: text', 'Johanna Berg: text'),
  );
  expect(await found('lisbon', { page: 2 })).toEqual([]);
});

test('the original text of a match can be read', async () => {
  const terms = termsOf('lodz').map((term) => ({ ...term, tags: [] }));
  const { contacts } = await searchContacts(stage.pool, actor.accountId, { ...usual, terms });
  const { hit } = contacts[0]!;
  const part = hit.where === 'text' ? hit.part : 0;
  const texts = await textsOf(stage.pool, actor.accountId, [part]);
  expect(texts.get(part)).toEqual({
    part,
    kind: 'notes',
    on: null,
    text: 'Ask about **Łódź** and Lisbon',
  });
});

test('a contact is found after it is renamed and restored, but not while it is deleted', async () => {
  const contact = contacts['Johanna Berg'];
  await does(editContact, { contact, name: 'Hanna Berg' });
  await settle(stage.kith, actor.accountId);
  expect(await found('lodz')).toEqual(people('Hanna Berg: text'));
  await does(deleteContact, { contact });
  await settle(stage.kith, actor.accountId);
  expect(await found('lodz')).toEqual([]);
  expect(await found('hanna')).not.toContain('Hanna Berg: name');
  await does(restoreContact, { contact });
  await settle(stage.kith, actor.accountId);
  expect(await found('lodz')).toEqual(people('Hanna Berg: text'));
  await bystander.unharmed();
});
