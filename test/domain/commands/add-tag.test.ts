import { addTag } from '../../../src/domain/commands/add-tag';
import { tagContacts } from '../../../src/domain/commands/tag-contacts';
import { given, invalid, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, tagAdded, tagRemoved } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann'), tagAdded(3, 'Music')];

describe('a tag is added', () => {
  test.each([
    ['Music', 'Music'],
    ['  #climbing   with  kids ', 'climbing with kids'],
    ['##Chor', 'Chor'],
    ['Cafe\u0301', 'Café'],
    ['a\r\nb', 'a b'],
    ['عائلة', 'عائلة'],
    ['C#', 'C#'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('%j as %j', (typed, tag) =>
    given(...before)
      .when(addTag, { contact: 2, tag: typed })
      .then([tagAdded(2, tag)]),
  );

  test('once, however it is written', () => {
    for (const tag of ['music', '#MUSIC', ' Music '])
      given(...before)
        .when(addTag, { contact: 3, tag })
        .then([]);
  });

  test('again behind its removal', () =>
    given(...before, tagRemoved(3, 'Music'))
      .when(addTag, { contact: 3, tag: 'music' })
      .then([tagAdded(3, 'music')]));

  test.each([
    ['', 'Enter a tag.'],
    [' # ', 'Enter a tag.'],
    ['\u200b', 'Enter a tag.'],
    ['x'.repeat(41), 'Use at most 40 characters. These are 41.'],
    ['a\0b', 'This has a character that can’t be stored.'],
    ['a\u202eb', 'The tag has a character that can’t be shown. Type it by hand.'],
  ])('not %j', (tag, fault) =>
    given(...before)
      .when(addTag, { contact: 2, tag })
      .then(invalid({ tag: fault })),
  );

  test('up to fifty', () => {
    const most = Array.from({ length: 50 }, (_, n) => tagAdded(2, `tag ${n}`));
    const full = invalid({ tag: '“Bob” has 50 tags, and that is the most. Remove one first.' });
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

  test.each([1, 4, 0, 'Bob'])('to no contact %j', (contact) =>
    given(...before)
      .when(addTag, { contact, tag: 'Music' })
      .then(notFound),
  );

  test('to nobody who is deleted', () =>
    given(...before, contactDeleted(2))
      .when(addTag, { contact: 2, tag: 'Music' })
      .then(notFound));
});

describe('several are tagged', () => {
  const three = [...before, contactCreated('Cem'), contactCreated('Dora')];

  test('at once: those who lack the tag, and who are there', () =>
    given(...three, contactDeleted(5))
      .when(tagContacts, { contacts: ['2', '3', '5', '2', '99', 'x'], tag: ' #Music' })
      .then([tagAdded(2, 'Music')]));

  test('and others are left alone', () =>
    given(...three)
      .when(tagContacts, { contacts: [6, 2], tag: 'art' })
      .then([tagAdded(6, 'art'), tagAdded(2, 'art')]));

  test('but not nobody', () => {
    for (const contacts of [[], [1], ['x']])
      given(...three)
        .when(tagContacts, { contacts, tag: 'art' })
        .then(notFound);
  });
});
