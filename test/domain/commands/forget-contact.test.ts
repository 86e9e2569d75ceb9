import { forgetContact } from '../../../src/domain/commands/forget-contact';
import { undo } from '../../../src/domain/commands/undo';
import { given, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactForgotten } from '../../support/happened';

const both = [accountOpened(), contactCreated('Ann'), contactCreated('Bob')];

test('forgetting a contact yields contact-forgotten', () =>
  given(...both)
    .when(forgetContact, { contact: 2 })
    .then([contactForgotten(2)]));

test('a deleted contact can be forgotten too', () =>
  given(...both, contactDeleted(2))
    .when(forgetContact, { contact: 2 })
    .then([contactForgotten(2)]));

test.each([4, 0, 'x'])('the unknown contact %j is refused', (contact) =>
  given(...both)
    .when(forgetContact, { contact })
    .then(notFound),
);

test('a contact that was already forgotten is refused', () =>
  given(...both, contactForgotten(2))
    .when(forgetContact, { contact: 2 })
    .then(notFound));

test('forgetting a contact masks the events of its subject', () => {
  expect(forgetContact.masks!({ contact: '2' })).toBe(2);
});

test.each([2, 3, 4])(
  'nothing about a forgotten contact can be undone, not even forgetting it (%j)',
  (position) =>
    given(accountOpened(), contactCreated('Ann'), contactDeleted(2), contactForgotten(2))
      .when(undo, { contact: 2, position })
      .then(notFound),
);
