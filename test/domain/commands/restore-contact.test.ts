import { restoreContact } from '../../../src/domain/commands/restore-contact';
import { given, invalid, notFound } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactRenamed,
  contactRestored,
} from '../../support/happened';

const deleted = [accountOpened(), contactCreated('Bob'), contactCreated('Ann'), contactDeleted(2)];
const taken = [...deleted, contactCreated('BOB')];

test('a deleted contact comes back', () =>
  given(...deleted)
    .when(restoreContact, { contact: 2 })
    .then([contactRestored(2)]));

test('one that is back already stays so', () =>
  given(...deleted, contactRestored(2))
    .when(restoreContact, { contact: 2 })
    .then([]));

test('one that is back already is not renamed in passing', () =>
  given(...deleted, contactRestored(2))
    .when(restoreContact, { contact: 2, name: 'Rob' })
    .then([]));

test('its name is taken by now', () =>
  given(...taken)
    .when(restoreContact, { contact: 2 })
    .then(invalid({ name: 'You already have another contact called “BOB”. Choose another name.' })));

test('it comes back under another name', () =>
  given(...taken)
    .when(restoreContact, { contact: 2, name: ' Bob  Ross' })
    .then([contactRenamed(2, 'Bob Ross'), contactRestored(2)]));

test('the other name may be taken, too', () =>
  given(...taken)
    .when(restoreContact, { contact: 2, name: 'ann' })
    .then(invalid({ name: 'You already have another contact called “Ann”. Choose another name.' })));

test('its own name, entered again, renames nothing', () =>
  given(...deleted)
    .when(restoreContact, { contact: 2, name: 'Bob' })
    .then([contactRestored(2)]));

test('an empty name is none', () =>
  given(...deleted)
    .when(restoreContact, { contact: 2, name: '' })
    .then([contactRestored(2)]));

test.each([
  ['  ', 'Enter a name.'],
  ['x'.repeat(201), 'Use at most 200 characters. These are 201.'],
  ['\0', 'This has a character that can’t be stored.'],
  ['Bob\u0007', 'The name has a character that can’t be shown.'],
])('a bad name: %j', (name, sentence) =>
  given(...taken)
    .when(restoreContact, { contact: 2, name })
    .then(invalid({ name: sentence })),
);

test('one of two deleted Bobs comes back; the other then meets the taken name', () => {
  const both = [...taken, contactDeleted(5)];
  given(...both)
    .when(restoreContact, { contact: 5 })
    .then([contactRestored(5)]);
  given(...both, contactRestored(5))
    .when(restoreContact, { contact: 2 })
    .then(invalid({ name: 'You already have another contact called “BOB”. Choose another name.' }));
});

test.each([1, 99, 'x', ''])('there is no contact %j', (contact) =>
  given(...deleted)
    .when(restoreContact, { contact })
    .then(notFound),
);
