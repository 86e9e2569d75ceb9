import { forgetContact } from '../../../src/domain/commands/forget-contact';
import { undo } from '../../../src/domain/commands/undo';
import { given, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactForgotten } from '../../support/happened';

const both = [accountOpened(), contactCreated('Ann'), contactCreated('Bob')];

test('a contact is forgotten', () =>
  given(...both)
    .when(forgetContact, { contact: 2 })
    .then([contactForgotten(2)]));

test('a deleted one as well', () =>
  given(...both, contactDeleted(2))
    .when(forgetContact, { contact: 2 })
    .then([contactForgotten(2)]));

test.each([4, 0, 'x'])('%j is no contact', (contact) =>
  given(...both)
    .when(forgetContact, { contact })
    .then(notFound),
);

test('whoever is forgotten already is nobody', () =>
  given(...both, contactForgotten(2))
    .when(forgetContact, { contact: 2 })
    .then(notFound));

test('their events are masked with it, and nobody else’s', () => {
  expect(forgetContact.masks!({ contact: '2' })).toBe(2);
});

test.each([2, 3, 4])('nothing of theirs can be taken back, and forgetting neither (%j)', (position) =>
  given(accountOpened(), contactCreated('Ann'), contactDeleted(2), contactForgotten(2))
    .when(undo, { contact: 2, position })
    .then(notFound),
);
