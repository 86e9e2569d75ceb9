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

// 4 is with Bob, 5 is with Ann.
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

test('an unchanged form yields nothing', () => correct({ description: ' Coffee ' }).then([]));

test('the date, the description, or both can be corrected', () => {
  correct({ interacted_on: '2026-11-12' }).then([
    interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Coffee'),
  ]);
  correct({ description: 'Cake' }).then([interactionCorrected(2, 4, '2026-11-13', '2026-11-13', 'Cake')]);
  correct({ interacted_on: '2026-11-12', description: '' }).then([
    interactionCorrected(2, 4, '2026-11-13', '2026-11-12', ''),
  ]);
});

test('a date that is in the future, invalid, or missing is rejected', () => {
  correct({ interacted_on: '2026-11-22' }).then(
    invalid({ interacted_on: 'That date is in the future. Choose today or an earlier date.' }),
  );
  correct({ interacted_on: '2026-11-31' }).then(
    invalid({ interacted_on: 'That isn’t a valid date. Use a date like 2026-11-24.' }),
  );
  correct({ interacted_on: '' }).then(invalid({ interacted_on: 'Enter a date.' }));
});

test('a date that is in the future after a change of time zone can be kept, but not changed to another future date', () => {
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
  late({ interacted_on: '2026-11-22' }).then(
    invalid({ interacted_on: 'That date is in the future. Choose today or an earlier date.' }),
  );
});

test('if another field was changed after the page was shown, both changes are kept', () =>
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Coffee'))
    .when(correctInteraction, { ...shown, description: 'Cake' })
    .seen(5)
    .then([interactionCorrected(2, 4, '2026-11-12', '2026-11-12', 'Cake')]));

test('if the same field was changed after the page was shown, that is a conflict', () =>
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Coffee'))
    .when(correctInteraction, { ...shown, interacted_on: '2026-11-11' })
    .seen(5)
    .then(conflict({ interacted_on: { theirs: '2026-11-12', yours: '2026-11-11' } })));

test('an interaction that was removed, or is with another contact, is refused', () => {
  given(...before, interactionRemoved(2, 4, '2026-11-13'))
    .when(correctInteraction, shown)
    .seen(5)
    .then(notFound);
  correct({ interaction: 5 }).then(notFound);
  correct({ contact: 3 }).then(notFound);
  correct({ interaction: 2 }).then(notFound);
  correct({ interaction: 'x', contact: 'x' }).then(notFound);
});

test('an interaction with a deleted contact is refused', () =>
  given(...before, contactDeleted(2))
    .when(correctInteraction, { ...shown, description: 'Cake' })
    .seen(6)
    .then(notFound));
