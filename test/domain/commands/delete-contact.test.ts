import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { given, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactRestored } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann')];

test('deleting a contact yields contact-deleted', () =>
  given(...before)
    .when(deleteContact, { contact: 2 })
    .then([contactDeleted(2)]));

test('deleting a deleted contact yields nothing', () =>
  given(...before, contactDeleted(2))
    .when(deleteContact, { contact: 2 })
    .then([]));

test('a restored contact can be deleted again', () =>
  given(...before, contactDeleted(2), contactRestored(2))
    .when(deleteContact, { contact: '2' })
    .then([contactDeleted(2)]));

test('deleting a deleted contact does not affect another one with its name', () =>
  given(...before, contactDeleted(2), contactCreated('Bob'))
    .when(deleteContact, { contact: 2 })
    .then([]));

test.each([1, 4, 0, -2, 2.5, '', 'Bob', '2 '])('the unknown contact %j is refused', (contact) =>
  given(...before)
    .when(deleteContact, { contact })
    .then(notFound),
);
