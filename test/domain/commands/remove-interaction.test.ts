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

test('the event has the current date of the interaction', () => {
  given(...before)
    .when(removeInteraction, { contact: 2, interaction: 4 })
    .then([interactionRemoved(2, 4, '2026-11-13')]);
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12'))
    .when(removeInteraction, { contact: '2', interaction: '4' })
    .then([interactionRemoved(2, 4, '2026-11-12')]);
});

test('removing a removed interaction yields nothing, even if there is an identical one', () =>
  given(...before, interactionRemoved(2, 4, '2026-11-13'))
    .when(removeInteraction, { contact: 2, interaction: 4 })
    .then([]));

test.each([6, 2, 99, 'x'])('%j is not an interaction with Bob and yields nothing', (interaction) =>
  given(...before)
    .when(removeInteraction, { contact: 2, interaction })
    .then([]),
);

test('a deleted or unknown contact is refused', () => {
  given(...before, contactDeleted(2))
    .when(removeInteraction, { contact: 2, interaction: 4 })
    .then(notFound);
  given(...before)
    .when(removeInteraction, { contact: 99, interaction: 4 })
    .then(notFound);
});
