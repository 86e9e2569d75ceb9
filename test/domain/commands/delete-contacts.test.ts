import { deleteContacts } from '../../../src/domain/commands/delete-contacts';
import { restoreContacts } from '../../../src/domain/commands/restore-contacts';
import { given, invalid, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactRestored } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann'), contactCreated('Bystander')];
const deleted = [...before, contactDeleted(2), contactDeleted(3)];

describe('deleting several contacts', () => {
  test('yields an event for each of them', () =>
    given(...before)
      .when(deleteContacts, { contacts: ['2', '3', '2'] })
      .then([contactDeleted(2), contactDeleted(3)]));

  test('skips deleted and unknown ones', () => {
    given(...before, contactDeleted(2))
      .when(deleteContacts, { contacts: [2, 3, 99] })
      .then([contactDeleted(3)]);
    given(...deleted)
      .when(deleteContacts, { contacts: [2, 3] })
      .then([]);
  });

  test('is refused if none of them exists', () => {
    for (const contacts of [[], [1], [99, 'x']])
      given(...before)
        .when(deleteContacts, { contacts })
        .then(notFound);
  });
});

describe('restoring several contacts', () => {
  test('yields an event for each of them, except those that aren’t deleted', () => {
    given(...deleted)
      .when(restoreContacts, { contacts: [2, 3] })
      .then([contactRestored(2), contactRestored(3)]);
    given(...deleted, contactRestored(2))
      .when(restoreContacts, { contacts: ['2', '3'] })
      .then([contactRestored(3)]);
  });

  test('restores none if the name of one is taken', () => {
    const taken = invalid({
      form: 'Another contact is now named “Bob”. Restore these contacts one at a time and choose a different name for that one.',
    });
    given(...deleted, contactCreated('BOB'))
      .when(restoreContacts, { contacts: [3, 2] })
      .then(taken);
    given(...deleted, contactCreated('Bob'), contactDeleted(7))
      .when(restoreContacts, { contacts: [2, 3, 7] })
      .then(taken);
  });

  test('is refused if none of them exists', () => {
    for (const contacts of [[], [1], [99]])
      given(...deleted)
        .when(restoreContacts, { contacts })
        .then(notFound);
  });
});
