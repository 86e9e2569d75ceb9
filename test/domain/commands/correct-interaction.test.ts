import { correctInteraction } from '../../../src/domain/commands/correct-interaction';
import { conflict, given, invalid, notFound } from '../../support/given';
import {
  accountOpened,
  accountSettingsChanged,
  contactCreated,
  contactDeleted,
  interactionCorrected,
  interactionRecorded,
  interactionRemoved,
} from '../../support/happened';

// 4 is Bob's, 5 is Ann's.
const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  interactionRecorded(2, '2026-11-13', 'Coffee'),
  interactionRecorded(3, '2026-11-14', 'Tea'),
];
const shown = { contact: 2, interaction: 4, interacted_on: '2026-11-13', description: 'Coffee' };
const correct = (changes: object) =>
  given(...before)
    .when(correctInteraction, { ...shown, ...changes })
    .seen(5);

test('nothing changed: nothing happens', () => correct({ description: ' Coffee ' }).then([]));

test('the day, the line, or both', () => {
  correct({ interacted_on: '2026-11-12' }).then([
    interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Coffee'),
  ]);
  correct({ description: 'Cake' }).then([interactionCorrected(2, 4, '2026-11-13', '2026-11-13', 'Cake')]);
  correct({ interacted_on: '2026-11-12', description: '' }).then([
    interactionCorrected(2, 4, '2026-11-13', '2026-11-12', ''),
  ]);
});

test('a day that has not come, does not exist, or was left out', () => {
  correct({ interacted_on: '2026-11-22' }).then(invalid({ interacted_on: 'That day has not come yet.' }));
  correct({ interacted_on: '2026-11-31' }).then(
    invalid({ interacted_on: 'There is no such day. Enter it like 2026-11-24.' }),
  );
  correct({ interacted_on: '' }).then(invalid({ interacted_on: 'Enter the day.' }));
});

test('a day that lies ahead after a move to New York can stay, and no other day ahead can be chosen', () => {
  const moved = [
    ...before,
    interactionRecorded(2, '2026-11-21', 'Lunch'),
    accountSettingsChanged({ time_zone: 'America/New_York' }),
  ];
  const lunch = { contact: 2, interaction: 6, interacted_on: '2026-11-21' };
  const late = (input: object) =>
    given(...moved)
      .when(correctInteraction, { ...lunch, description: 'Soup', ...input })
      .at('2026-11-21T04:00:00Z');
  late({}).then([interactionCorrected(2, 6, '2026-11-21', '2026-11-21', 'Soup')]);
  late({ interacted_on: '2026-11-22' }).then(invalid({ interacted_on: 'That day has not come yet.' }));
});

test('another field was changed meanwhile: both changes stand', () =>
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Coffee'))
    .when(correctInteraction, { ...shown, description: 'Cake' })
    .seen(5)
    .then([interactionCorrected(2, 4, '2026-11-12', '2026-11-12', 'Cake')]));

test('the same field was changed meanwhile: the person chooses', () =>
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Coffee'))
    .when(correctInteraction, { ...shown, interacted_on: '2026-11-11' })
    .seen(5)
    .then(conflict({ interacted_on: { theirs: '2026-11-12', yours: '2026-11-11' } })));

test('one that is gone, or another contact’s, is not there', () => {
  given(...before, interactionRemoved(2, 4, '2026-11-13'))
    .when(correctInteraction, shown)
    .seen(5)
    .then(notFound);
  correct({ interaction: 5 }).then(notFound);
  correct({ contact: 3 }).then(notFound);
  correct({ interaction: 2 }).then(notFound);
  correct({ interaction: 'x', contact: 'x' }).then(notFound);
});

test('one with a deleted contact is not there, as the contact is not', () =>
  given(...before, contactDeleted(2))
    .when(correctInteraction, { ...shown, description: 'Cake' })
    .seen(6)
    .then(notFound));
