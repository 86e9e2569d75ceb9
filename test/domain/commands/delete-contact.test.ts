import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { given, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactRestored } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann')];

test('a contact is deleted', () =>
  given(...before)
    .when(deleteContact, { contact: 2 })
    .then([contactDeleted(2)]));

test('one that is deleted already stays so', () =>
  given(...before, contactDeleted(2))
    .when(deleteContact, { contact: 2 })
    .then([]));

test('one that came back is deleted again', () =>
  given(...before, contactDeleted(2), contactRestored(2))
    .when(deleteContact, { contact: '2' })
    .then([contactDeleted(2)]));

test('the old one stays deleted though another bears its name', () =>
  given(...before, contactDeleted(2), contactCreated('Bob'))
    .when(deleteContact, { contact: 2 })
    .then([]));

test.each([1, 4, 0, -2, 2.5, '', 'Bob', '2 '])('there is no contact %j', (contact) =>
  given(...before)
    .when(deleteContact, { contact })
    .then(notFound),
);
