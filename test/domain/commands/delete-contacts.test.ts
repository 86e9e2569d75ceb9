import { deleteContacts } from '../../../src/domain/commands/delete-contacts';
import { restoreContacts } from '../../../src/domain/commands/restore-contacts';
import { given, invalid, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactRestored } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann'), contactCreated('Bystander')];
const deleted = [...before, contactDeleted(2), contactDeleted(3)];

describe('several are deleted', () => {
  test('at once', () =>
    given(...before)
      .when(deleteContacts, { contacts: ['2', '3', '2'] })
      .then([contactDeleted(2), contactDeleted(3)]));

  test('but for those who are already, and who never were', () => {
    given(...before, contactDeleted(2))
      .when(deleteContacts, { contacts: [2, 3, 99] })
      .then([contactDeleted(3)]);
    given(...deleted)
      .when(deleteContacts, { contacts: [2, 3] })
      .then([]);
  });

  test('but not nobody', () => {
    for (const contacts of [[], [1], [99, 'x']])
      given(...before)
        .when(deleteContacts, { contacts })
        .then(notFound);
  });
});

describe('several are brought back', () => {
  test('at once, but for those who are there', () => {
    given(...deleted)
      .when(restoreContacts, { contacts: [2, 3] })
      .then([contactRestored(2), contactRestored(3)]);
    given(...deleted, contactRestored(2))
      .when(restoreContacts, { contacts: ['2', '3'] })
      .then([contactRestored(3)]);
  });

  test('all or none: not where a name is taken by now', () => {
    const taken = invalid({
      form: 'Another contact is now called “Bob”. Bring them back one by one, under another name.',
    });
    given(...deleted, contactCreated('BOB'))
      .when(restoreContacts, { contacts: [3, 2] })
      .then(taken);
    given(...deleted, contactCreated('Bob'), contactDeleted(7))
      .when(restoreContacts, { contacts: [2, 3, 7] })
      .then(taken);
  });

  test('but not nobody', () => {
    for (const contacts of [[], [1], [99]])
      given(...deleted)
        .when(restoreContacts, { contacts })
        .then(notFound);
  });
});
