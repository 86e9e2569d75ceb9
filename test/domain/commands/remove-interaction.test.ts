import { removeInteraction } from '../../../src/domain/commands/remove-interaction';
import { given, notFound } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  interactionCorrected,
  interactionRecorded,
  interactionRemoved,
} from '../../support/happened';

const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  interactionRecorded(2, '2026-11-13'),
  interactionRecorded(2, '2026-11-13'),
  interactionRecorded(3, '2026-11-14'),
];

test('one is removed, with the day that it has by now', () => {
  given(...before)
    .when(removeInteraction, { contact: 2, interaction: 4 })
    .then([interactionRemoved(2, 4, '2026-11-13')]);
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12'))
    .when(removeInteraction, { contact: '2', interaction: '4' })
    .then([interactionRemoved(2, 4, '2026-11-12')]);
});

test('one that is gone stays so, and its twin is left alone', () =>
  given(...before, interactionRemoved(2, 4, '2026-11-13'))
    .when(removeInteraction, { contact: 2, interaction: 4 })
    .then([]));

test.each([6, 2, 99, 'x'])('%j is none of Bob’s: nothing happens', (interaction) =>
  given(...before)
    .when(removeInteraction, { contact: 2, interaction })
    .then([]),
);

test('not with a deleted contact, or an unknown one', () => {
  given(...before, contactDeleted(2))
    .when(removeInteraction, { contact: 2, interaction: 4 })
    .then(notFound);
  given(...before)
    .when(removeInteraction, { contact: 99, interaction: 4 })
    .then(notFound);
});
