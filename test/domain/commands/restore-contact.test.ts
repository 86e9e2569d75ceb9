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

test('restoring a deleted contact yields contact-restored', () =>
  given(...deleted)
    .when(restoreContact, { contact: 2 })
    .then([contactRestored(2)]));

test('restoring a restored contact yields nothing', () =>
  given(...deleted, contactRestored(2))
    .when(restoreContact, { contact: 2 })
    .then([]));

test('restoring a restored contact under a new name does not rename it', () =>
  given(...deleted, contactRestored(2))
    .when(restoreContact, { contact: 2, name: 'Rob' })
    .then([]));

test('a contact whose name is taken is not restored', () =>
  given(...taken)
    .when(restoreContact, { contact: 2 })
    .then(invalid({ name: 'You already have another contact named “BOB”. Choose a different name.' })));

test('a contact can be restored under a new name', () =>
  given(...taken)
    .when(restoreContact, { contact: 2, name: ' Bob  Ross' })
    .then([contactRenamed(2, 'Bob Ross'), contactRestored(2)]));

test('the new name must not be taken either', () =>
  given(...taken)
    .when(restoreContact, { contact: 2, name: 'ann' })
    .then(invalid({ name: 'You already have another contact named “Ann”. Choose a different name.' })));

test('entering the contact’s own name does not rename it', () =>
  given(...deleted)
    .when(restoreContact, { contact: 2, name: 'Bob' })
    .then([contactRestored(2)]));

test('an empty name restores the contact under its own name', () =>
  given(...deleted)
    .when(restoreContact, { contact: 2, name: '' })
    .then([contactRestored(2)]));

test.each([
  ['  ', 'Enter a name.'],
  ['x'.repeat(201), 'Use at most 200 characters. You used 201.'],
  ['\0', 'This contains a character that can’t be saved. Type the text instead of pasting it.'],
  [
    'Bob\u0007',
    'The name contains a character that can’t be displayed. Type the name instead of pasting it.',
  ],
])('the invalid name %j is rejected', (name, sentence) =>
  given(...taken)
    .when(restoreContact, { contact: 2, name })
    .then(invalid({ name: sentence })),
);

test('of two deleted contacts with the same name, only one can be restored under it', () => {
  const both = [...taken, contactDeleted(5)];
  given(...both)
    .when(restoreContact, { contact: 5 })
    .then([contactRestored(5)]);
  given(...both, contactRestored(5))
    .when(restoreContact, { contact: 2 })
    .then(invalid({ name: 'You already have another contact named “BOB”. Choose a different name.' }));
});

test.each([1, 99, 'x', ''])('the unknown contact %j is refused', (contact) =>
  given(...deleted)
    .when(restoreContact, { contact })
    .then(notFound),
);
