import { createContact } from '../../../src/domain/commands/create-contact';
import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import type { Command } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';
import { untilCaughtUp } from '../../support/workers';

let app: TestApp;
let actor: Actor;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => new Date('2026-11-20T09:00:00Z') });
  const bystander = await app.openAccount({ email: 'bystander@example.org' });
  await execute(app.kith, bystander, createContact, { name: 'Somebody else’s' });
});
afterAll(() => app.stop());

const signIn = async (locale = 'en') => {
  ({ visitor, ...actor } = await app.signedIn({ locale }));
};
// biome-ignore lint/suspicious/noExplicitAny: the tables and events depend on the command
const does = <Input>(command: Command<Input, any, any>, input: Input) =>
  execute(app.kith, actor, command, input);
const add = async (name: string) => (await does(createContact, { name })).subject!;
const numbered = (word: string, index: number) => `${word} ${String(index).padStart(3, '0')}`;

/** The contacts of a page, in its order. */
async function namesAt(query: string): Promise<string[]> {
  await untilCaughtUp(app.kith);
  const page = await visitor.get(`/contacts${query}`);
  expect(page.text).not.toContain('Somebody else’s');
  const links = page.links.filter((link) => /^\/contacts\/(?!new$)/.test(link));
  return links.map((link) => decodeURIComponent(link.slice('/contacts/'.length)));
}

describe('the list sorted by interactions and meetings', () => {
  beforeAll(async () => {
    await signIn();
    const spoken = { Ada: '2026-11-01', Bob: '2026-11-19' };
    const met = { Ada: '2026-12-01', Cem: '2026-11-21' };
    for (const name of ['Ada', 'Bob', 'Cem', 'Dee'] as const) {
      const contact = await add(name);
      const interacted_on = (spoken as Record<string, string>)[name];
      const meeting_on = (met as Record<string, string>)[name];
      if (interacted_on) await does(recordInteraction, { contact, interacted_on });
      if (meeting_on) await does(planMeeting, { contact, meeting_on });
    }
  });

  test.each([
    ['last-interaction', 'desc', ['Bob', 'Ada', 'Cem', 'Dee']],
    ['last-interaction', 'asc', ['Dee', 'Cem', 'Ada', 'Bob']],
    ['next-meeting', 'asc', ['Cem', 'Ada', 'Bob', 'Dee']],
    ['next-meeting', 'desc', ['Ada', 'Cem', 'Bob', 'Dee']],
  ])('by %s, %s puts contacts without one where the order implies', async (sort, direction, names) => {
    expect(await namesAt(`?sort=${sort}&direction=${direction}`)).toEqual(names);
  });
});

test.each([
  ['sv', ['Anna', 'Zoe', 'Åsa', 'Ärla', 'Örjan']],
  ['en', ['Anna', 'Ärla', 'Åsa', 'Örjan', 'Zoe']],
])('names are sorted by the rules of the account’s language: %s', async (locale, names) => {
  await signIn(locale);
  for (const name of ['Örjan', 'Åsa', 'Zoe', 'Ärla', 'Anna']) await add(name);
  expect(await namesAt('')).toEqual(names);
  expect(await namesAt('?direction=desc')).toEqual(names.toReversed());
});

test('long lists of contacts, interactions, and deleted contacts come in pages, with each entry once', async () => {
  await signIn();
  for (let index = 0; index < 52; index++) await add(numbered('Friend', index));
  expect(await namesAt('')).toHaveLength(50);
  expect(await namesAt('?sort=name&direction=asc&page=2')).toEqual(['Friend 050', 'Friend 051']);
  expect(await namesAt('?sort=next-meeting&page=2')).toEqual(['Friend 050', 'Friend 051']);
  expect((await visitor.get('/contacts')).text).not.toContain('Previous');
  expect((await visitor.get('/contacts?page=2')).text).not.toContain('Next →');

  const ada = await add('Ada');
  for (let index = 0; index < 51; index++)
    await does(recordInteraction, {
      contact: ada,
      interacted_on: '2026-11-01',
      description: numbered('Lunch', index),
    });
  await untilCaughtUp(app.kith);
  expect(entriesOn(await visitor.get('/contacts/Ada'), 'Lunch')).toHaveLength(30);
  expect(entriesOn(await visitor.get('/contacts/Ada?page=2'), 'Lunch').at(-1)).toBe('Lunch 000');

  for (let contact = 2; contact < 53; contact++) await does(deleteContact, { contact });
  await untilCaughtUp(app.kith);
  expect(deletedOn(await visitor.get('/deleted-contacts'))).toHaveLength(50);
  expect(deletedOn(await visitor.get('/deleted-contacts?page=2'))).toEqual(['Friend 000']);
});

const entriesOn = ({ text }: Page, word: string) => text.match(new RegExp(`${word} \\d{3}`, 'g')) ?? [];
const deletedOn = (page: Page) => [...new Set(entriesOn(page, 'Friend'))];
