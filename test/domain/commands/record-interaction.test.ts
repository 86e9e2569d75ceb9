import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { given, invalid, notFound } from '../../support/given';
import {
  accountOpened,
  accountSettingsChanged,
  contactCreated,
  contactDeleted,
  contactRenamed,
  contactRestored,
  interactionRecorded,
} from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob'), contactCreated('Ann')];
const record = (input: object) => given(...before).when(recordInteraction, { contact: 2, ...input });

test('the date defaults to today', () => {
  record({}).then([interactionRecorded(2, '2026-11-21')]);
  record({ interacted_on: ' ', description: ' Coffee\r\nand cake ' }).then([
    interactionRecorded(2, '2026-11-21', 'Coffee and cake'),
  ]);
});

test('today is the date in the account’s time zone, whether it is ahead of UTC or behind it', () => {
  const at = (zone: string, now: string) =>
    given(...before, accountSettingsChanged({ time_zone: zone }))
      .when(recordInteraction, { contact: 2 })
      .at(now);
  at('Europe/Berlin', '2026-11-20T23:30:00Z').then([interactionRecorded(2, '2026-11-21')]);
  at('Pacific/Apia', '2026-11-20T11:00:00Z').then([interactionRecorded(2, '2026-11-21')]);
  at('America/New_York', '2026-11-21T04:30:00Z').then([interactionRecorded(2, '2026-11-20')]);
});

test('any date up to today is accepted', () => {
  record({ interacted_on: '2026-11-21' }).then([interactionRecorded(2, '2026-11-21')]);
  record({ interacted_on: '1969-02-28' }).then([interactionRecorded(2, '1969-02-28')]);
  record({ interacted_on: '2024-02-29' }).then([interactionRecorded(2, '2024-02-29')]);
  record({ interacted_on: '2026-11-22' }).then(
    invalid({ interacted_on: 'That date is in the future. Choose today or an earlier date.' }),
  );
});

test('recording the same interaction twice yields two events', () =>
  given(...before, interactionRecorded(2, '2026-11-21', 'Coffee'))
    .when(recordInteraction, { contact: 2, description: 'Coffee' })
    .then([interactionRecorded(2, '2026-11-21', 'Coffee')]));

test.each([
  '2026-02-29',
  '2026-13-01',
  '2026-11-00',
  '26-11-01',
  '0000-00-00',
  '2026-11-01T10:00',
  'soon',
  '\0',
  '\ud800',
])('%j is not a valid date', (interacted_on) =>
  record({ interacted_on }).then(
    invalid({ interacted_on: 'That isn’t a valid date. Use a date like 2026-11-24.' }),
  ),
);

test('a description that can’t be stored is rejected', () => {
  record({ description: 'x'.repeat(2_001) }).then(
    invalid({ description: 'Use at most 2000 characters. You used 2001.' }),
  );
  record({ description: 'Coffee\0' }).then(
    invalid({
      description: 'This contains a character that can’t be saved. Type the text instead of pasting it.',
    }),
  );
});

test('a form opened before the contact was renamed still records the interaction with that contact', () =>
  given(...before, contactRenamed(2, 'Rob'), contactCreated('Bob'))
    .when(recordInteraction, { contact: '2', description: 'Coffee' })
    .then([interactionRecorded(2, '2026-11-21', 'Coffee')]));

test('a deleted contact is refused until it is restored', () => {
  given(...before, contactDeleted(2))
    .when(recordInteraction, { contact: 2 })
    .then(notFound);
  given(...before, contactDeleted(2), contactRestored(2))
    .when(recordInteraction, { contact: 2 })
    .then([interactionRecorded(2, '2026-11-21')]);
});

test.each([1, 99, '', 'Bob', '1e0'])('the unknown contact %j is refused', (contact) =>
  record({ contact }).then(notFound),
);
