import { editContact } from '../../../src/domain/commands/edit-contact';
import { conflict, given, invalid, notFound } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactDescriptionChanged,
  contactMethodChanged,
  contactRenamed,
  contactRestored,
} from '../../support/happened';

const before = [
  accountOpened(),
  contactCreated('Bob', { description: 'Paints.', contact_methods: '@bob' }),
  contactCreated('Ann'),
];
const shown = { contact: 2, name: 'Bob', description: 'Paints.', contact_methods: '@bob' };

describe('editing a contact', () => {
  const edit = (changes: object) =>
    given(...before)
      .when(editContact, { ...shown, ...changes })
      .seen(3);

  test('yields nothing for an unchanged form', () => edit({}).then([]));
  test('yields nothing if only white space changed', () =>
    edit({ name: ' Bob  ', description: 'Paints.\r\n', contact_methods: ' @bob' }).then([]));
  test('changes the name', () => edit({ name: 'Rob' }).then([contactRenamed(2, 'Rob')]));
  test('changes the capitalization of the name', () =>
    edit({ name: 'BOB' }).then([contactRenamed(2, 'BOB')]));
  test('changes the description', () => edit({ description: '' }).then([contactDescriptionChanged(2, '')]));
  test('changes the contact methods', () =>
    edit({ contact_methods: '+49' }).then([contactMethodChanged(2, '+49')]));
  test('yields one event per changed field', () =>
    edit({ name: 'Rob', description: 'Sings.', contact_methods: '+49' }).then([
      contactRenamed(2, 'Rob'),
      contactDescriptionChanged(2, 'Sings.'),
      contactMethodChanged(2, '+49'),
    ]));

  test('keeps fields that are not in the form', () => {
    given(...before)
      .when(editContact, { contact: 2, name: 'Rob' })
      .seen(3)
      .then([contactRenamed(2, 'Rob')]);
    given(...before)
      .when(editContact, { contact: 2 })
      .then([]);
  });
  test('accepts positions as strings', () =>
    given(...before)
      .when(editContact, { ...shown, contact: '2', seen: '3', name: 'Rob' })
      .then([contactRenamed(2, 'Rob')]));
});

describe('editing contact methods', () => {
  const several = [
    accountOpened(),
    contactCreated('Bob', { contact_methods: 'work\tbob@example.org\n@bob' }),
    contactCreated('Ann'),
  ];
  const edit = (contact_methods: string) =>
    given(...several)
      .when(editContact, { contact: 2, contact_methods })
      .seen(3);

  test('yields nothing if only white space changed', () =>
    edit(' work \t bob@example.org \r\n\r\n  @bob\r\n').then([]));
  test('changes their order', () =>
    edit('@bob\nwork\tbob@example.org').then([contactMethodChanged(2, '@bob\nwork\tbob@example.org')]));
  test('changes a label', () =>
    edit('home\tbob@example.org\n@bob').then([contactMethodChanged(2, 'home\tbob@example.org\n@bob')]));
  test('removes one, adds one, or removes all', () => {
    edit('@bob').then([contactMethodChanged(2, '@bob')]);
    edit('work\tbob@example.org\n@bob\n030 12345').then([
      contactMethodChanged(2, 'work\tbob@example.org\n@bob\n030 12345'),
    ]);
    edit('').then([contactMethodChanged(2, '')]);
  });
  test('detects the kind of each value', () => {
    const kinds = ['email', 'phone', 'url', 'handle', 'other'];
    const values = ['b@example.org', '+49 30 12345', 'https://bob.example', '@bob', 'knock twice'];
    const contact_methods = values.map((value, n) => ({ kind: kinds[n] as 'email', label: '', value }));
    edit(values.join('\n')).then([
      { type: 'contact-method-changed', subject: 2, payload: { contact_methods } },
    ]);
  });
  test('treats the list as one field in a conflict', () => {
    const twoTabs = given(...several, contactMethodChanged(2, '030 12345')).when(editContact, {
      contact: 2,
      contact_methods: '@bob',
    });
    twoTabs.seen(3).then(conflict({ contact_methods: { theirs: '030 12345', yours: '@bob' } }));
    twoTabs.seen(4).then([contactMethodChanged(2, '@bob')]);
  });
  test('accepts 20 with the longest labels and values, but no more and no longer ones', () => {
    const most = Array.from({ length: 20 }, () => `${'ж'.repeat(50)}\t${'☎'.repeat(500)}`).join('\n');
    edit(most).then([contactMethodChanged(2, most)]);
    edit(`${most}\nx`).then(
      invalid({ contact_methods: 'Enter at most 20 contact methods. You entered 21.' }),
    );
    edit(`${'ж'.repeat(51)}\tx`).then(
      invalid({ contact_methods: 'Use at most 50 characters for a label. You used 51.' }),
    );
    edit(`x\n${'☎'.repeat(501)}`).then(
      invalid({ contact_methods: 'Use at most 500 characters. You used 501.' }),
    );
    edit('work\t').then(
      invalid({
        contact_methods:
          'Enter an email address, phone number, or other contact method for “work”, or clear that row.',
      }),
    );
    edit('a\0').then(
      invalid({
        contact_methods:
          'This contains a character that can’t be saved. Type the text instead of pasting it.',
      }),
    );
    edit('\udc00').then(
      invalid({
        contact_methods:
          'This contains a character that can’t be saved. Type the text instead of pasting it.',
      }),
    );
  });
});

describe('an edit is refused', () => {
  const edit = (changes: object) =>
    given(...before)
      .when(editContact, { ...shown, ...changes })
      .seen(3);

  test('for the name of another contact', () =>
    edit({ name: 'ANN' }).then(
      invalid({ name: 'You already have a contact named “Ann”. Use a different name.' }),
    ));
  test('for a name without visible characters', () =>
    edit({ name: '\u200b' }).then(invalid({ name: 'Enter a name.' })));
  test('for texts that can’t be stored', () =>
    edit({ name: 'B\0b', description: '\ud800', contact_methods: 'x'.repeat(501) }).then(
      invalid({
        name: 'This contains a character that can’t be saved. Type the text instead of pasting it.',
        description: 'This contains a character that can’t be saved. Type the text instead of pasting it.',
        contact_methods: 'Use at most 500 characters. You used 501.',
      }),
    ));
  test.each([3.5, -2, 0, 99, 'x', '', '2x', '99999999999999999999', Number.NaN, 1])(
    'for the unknown contact %j',
    (contact) => edit({ contact }).then(notFound),
  );
  test('for a deleted contact', () =>
    given(...before, contactDeleted(2))
      .when(editContact, shown)
      .seen(3)
      .then(notFound));
  test('but not if the name belongs to a deleted contact', () =>
    given(...before, contactDeleted(3))
      .when(editContact, { ...shown, name: 'Ann' })
      .seen(3)
      .then([contactRenamed(2, 'Ann')]));
});

describe('after the page was shown', () => {
  test('a change to another field keeps both changes', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, name: 'Rob' })
      .seen(3)
      .then([contactRenamed(2, 'Rob')]));

  test('a different change to the same field is a conflict', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(3)
      .then(conflict({ description: { theirs: 'Sings.', yours: 'Dances.' } })));

  test('a conflict in one of two fields saves neither', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, name: 'Rob', description: 'Dances.' })
      .seen(3)
      .then(conflict({ description: { theirs: 'Sings.', yours: 'Dances.' } })));

  test('the same change to the same field yields nothing', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, description: 'Sings.' })
      .seen(3)
      .then([]));

  test('a change that was reverted is not a conflict', () =>
    given(...before, contactRenamed(2, 'Rob'), contactRenamed(2, 'Bob'))
      .when(editContact, { ...shown, name: 'Bobby' })
      .seen(3)
      .then([contactRenamed(2, 'Bobby')]));

  test('a change is saved once the person has seen the other one', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(4)
      .then([contactDescriptionChanged(2, 'Dances.')]));

  test('a second change of the name is a conflict', () =>
    given(...before, contactRenamed(2, 'Rob'))
      .when(editContact, { ...shown, name: 'Bobby' })
      .seen(3)
      .then(conflict({ name: { theirs: 'Rob', yours: 'Bobby' } })));

  test('changes to another contact don’t matter', () =>
    given(...before, contactDescriptionChanged(3, 'Sings.'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(3)
      .then([contactDescriptionChanged(2, 'Dances.')]));

  test('deleting and restoring the contact is not a conflict', () =>
    given(...before, contactDeleted(2), contactRestored(2))
      .when(editContact, { ...shown, name: 'Rob' })
      .seen(3)
      .then([contactRenamed(2, 'Rob')]));

  test('the contact is found by its subject, even if another contact has its old name', () =>
    given(...before, contactRenamed(2, 'Rob'), contactCreated('Bob'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(3)
      .then([contactDescriptionChanged(2, 'Dances.')]));

  test('a position that is invalid, after the head, or before the contact counts as current', () => {
    const stream = given(...before, contactDescriptionChanged(2, 'Sings.'));
    const dances = [contactDescriptionChanged(2, 'Dances.')];
    const edit = stream.when(editContact, { contact: 2, description: 'Dances.' });
    for (const seen of [99, 0, 1, -1, Number.NaN]) edit.seen(seen).then(dances);
  });
});
