import { removeTag } from '../../../src/domain/commands/remove-tag';
import { given, notFound } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, tagAdded } from '../../support/happened';

const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  tagAdded(2, 'Music'),
  tagAdded(3, 'art'),
];

test('the event has the tag’s original spelling', () => {
  for (const tag of ['Music', 'music'])
    given(...before)
      .when(removeTag, { contact: 2, tag })
      .then([{ type: 'tag-removed', subject: 2, payload: { tag: 'Music', tag_key: 'music' } }]);
});

test('removing a tag that the contact doesn’t have yields nothing', () =>
  given(...before)
    .when(removeTag, { contact: 2, tag: 'art' })
    .then([]));

test('an unknown or deleted contact is refused', () => {
  given(...before)
    .when(removeTag, { contact: 4, tag: 'Music' })
    .then(notFound);
  given(...before, contactDeleted(2))
    .when(removeTag, { contact: 2, tag: 'Music' })
    .then(notFound);
});
