import { addTag } from '../../../src/domain/commands/add-tag';
import { tagContacts } from '../../../src/domain/commands/tag-contacts';
import { given, invalid, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, tagAdded, tagRemoved } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann'), tagAdded(3, 'Music')];

describe('adding a tag', () => {
  test.each([
    ['Music', 'Music'],
    ['  #climbing   with  kids ', 'climbing with kids'],
    ['##Chor', 'Chor'],
    ['Cafe\u0301', 'Café'],
    ['a\r\nb', 'a b'],
    ['عائلة', 'عائلة'],
    ['C#', 'C#'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('%j is stored as %j', (typed, tag) =>
    given(...before)
      .when(addTag, { contact: 2, tag: typed })
      .then([tagAdded(2, tag)]),
  );

  test('does nothing if the contact has it in another capitalization', () => {
    for (const tag of ['music', '#MUSIC', ' Music '])
      given(...before)
        .when(addTag, { contact: 3, tag })
        .then([]);
  });

  test('works again after it was removed', () =>
    given(...before, tagRemoved(3, 'Music'))
      .when(addTag, { contact: 3, tag: 'music' })
      .then([tagAdded(3, 'music')]));

  test.each([
    ['', 'Enter a tag.'],
    [' # ', 'Enter a tag.'],
    ['\u200b', 'Enter a tag.'],
    ['x'.repeat(41), 'Use at most 40 characters. You used 41.'],
    ['a\0b', 'This contains a character that can’t be saved. Type the text instead of pasting it.'],
    ['a\u202eb', 'The tag contains a character that can’t be displayed. Type the tag instead of pasting it.'],
  ])('rejects %j', (tag, fault) =>
    given(...before)
      .when(addTag, { contact: 2, tag })
      .then(invalid({ tag: fault })),
  );

  test('rejects a 51st tag', () => {
    const most = Array.from({ length: 50 }, (_, n) => tagAdded(2, `tag ${n}`));
    const full = invalid({ tag: '“Bob” already has 50 tags, the maximum. Remove one first.' });
    given(...before, ...most)
      .when(addTag, { contact: 2, tag: 'one more' })
      .then(full);
    given(...before, ...most)
      .when(tagContacts, { contacts: [2, 3], tag: 'one more' })
      .then(full);
    given(...before, ...most)
      .when(addTag, { contact: 2, tag: 'TAG 7' })
      .then([]);
  });

  test.each([1, 4, 0, 'Bob'])('is refused for the unknown contact %j', (contact) =>
    given(...before)
      .when(addTag, { contact, tag: 'Music' })
      .then(notFound),
  );

  test('is refused for a deleted contact', () =>
    given(...before, contactDeleted(2))
      .when(addTag, { contact: 2, tag: 'Music' })
      .then(notFound));
});

describe('tagging several contacts', () => {
  const three = [...before, contactCreated('Cem'), contactCreated('Dora')];

  test('adds the tag to those that don’t have it, and skips deleted and unknown ones', () =>
    given(...three, contactDeleted(5))
      .when(tagContacts, { contacts: ['2', '3', '5', '2', '99', 'x'], tag: ' #Music' })
      .then([tagAdded(2, 'Music')]));

  test('leaves other contacts unchanged', () =>
    given(...three)
      .when(tagContacts, { contacts: [6, 2], tag: 'art' })
      .then([tagAdded(6, 'art'), tagAdded(2, 'art')]));

  test('is refused if none of them exists', () => {
    for (const contacts of [[], [1], ['x']])
      given(...three)
        .when(tagContacts, { contacts, tag: 'art' })
        .then(notFound);
  });
});
