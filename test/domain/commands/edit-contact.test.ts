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

describe('what the person changed', () => {
  const edit = (changes: object) =>
    given(...before)
      .when(editContact, { ...shown, ...changes })
      .seen(3);

  test('nothing: nothing happens', () => edit({}).then([]));
  test('nothing but white space: nothing happens', () =>
    edit({ name: ' Bob  ', description: 'Paints.\r\n', contact_methods: ' @bob' }).then([]));
  test('the name', () => edit({ name: 'Rob' }).then([contactRenamed(2, 'Rob')]));
  test('the name, only in case', () => edit({ name: 'BOB' }).then([contactRenamed(2, 'BOB')]));
  test('the description', () => edit({ description: '' }).then([contactDescriptionChanged(2, '')]));
  test('the contact method', () => edit({ contact_methods: '+49' }).then([contactMethodChanged(2, '+49')]));
  test('everything: an event each', () =>
    edit({ name: 'Rob', description: 'Sings.', contact_methods: '+49' }).then([
      contactRenamed(2, 'Rob'),
      contactDescriptionChanged(2, 'Sings.'),
      contactMethodChanged(2, '+49'),
    ]));

  test('fields that the form lacks stay', () => {
    given(...before)
      .when(editContact, { contact: 2, name: 'Rob' })
      .seen(3)
      .then([contactRenamed(2, 'Rob')]);
    given(...before)
      .when(editContact, { contact: 2 })
      .then([]);
  });
  test('positions come as texts, too', () =>
    given(...before)
      .when(editContact, { ...shown, contact: '2', seen: '3', name: 'Rob' })
      .then([contactRenamed(2, 'Rob')]));
});

describe('how to reach them', () => {
  const several = [
    accountOpened(),
    contactCreated('Bob', { contact_methods: 'work\tbob@example.org\n@bob' }),
    contactCreated('Ann'),
  ];
  const edit = (contact_methods: string) =>
    given(...several)
      .when(editContact, { contact: 2, contact_methods })
      .seen(3);

  test('as it was shown: nothing happens', () =>
    edit(' work \t bob@example.org \r\n\r\n  @bob\r\n').then([]));
  test('another one is preferred', () =>
    edit('@bob\nwork\tbob@example.org').then([contactMethodChanged(2, '@bob\nwork\tbob@example.org')]));
  test('another label', () =>
    edit('home\tbob@example.org\n@bob').then([contactMethodChanged(2, 'home\tbob@example.org\n@bob')]));
  test('one less, one more, none', () => {
    edit('@bob').then([contactMethodChanged(2, '@bob')]);
    edit('work\tbob@example.org\n@bob\n030 12345').then([
      contactMethodChanged(2, 'work\tbob@example.org\n@bob\n030 12345'),
    ]);
    edit('').then([contactMethodChanged(2, '')]);
  });
  test('each gets the kind that its value shows', () => {
    const kinds = ['email', 'phone', 'url', 'handle', 'other'];
    const values = ['b@example.org', '+49 30 12345', 'https://bob.example', '@bob', 'knock twice'];
    const contact_methods = values.map((value, n) => ({ kind: kinds[n] as 'email', label: '', value }));
    edit(values.join('\n')).then([
      { type: 'contact-method-changed', subject: 2, payload: { contact_methods } },
    ]);
  });
  test('changed by two at once, the list is one field', () => {
    const twoTabs = given(...several, contactMethodChanged(2, '030 12345')).when(editContact, {
      contact: 2,
      contact_methods: '@bob',
    });
    twoTabs.seen(3).then(conflict({ contact_methods: { theirs: '030 12345', yours: '@bob' } }));
    twoTabs.seen(4).then([contactMethodChanged(2, '@bob')]);
  });
  test('twenty are possible, with the longest labels and values; more, or longer ones, are not', () => {
    const most = Array.from({ length: 20 }, () => `${'ж'.repeat(50)}\t${'☎'.repeat(500)}`).join('\n');
    edit(most).then([contactMethodChanged(2, most)]);
    edit(`${most}\nx`).then(
      invalid({ contact_methods: 'Note at most 20 ways to reach them. These are 21.' }),
    );
    edit(`${'ж'.repeat(51)}\tx`).then(
      invalid({ contact_methods: 'Use at most 50 characters for a label. These are 51.' }),
    );
    edit(`x\n${'☎'.repeat(501)}`).then(
      invalid({ contact_methods: 'Use at most 500 characters. These are 501.' }),
    );
    edit('work\t').then(
      invalid({ contact_methods: 'Enter what reaches them at “work”, or clear that row.' }),
    );
    edit('a\0').then(invalid({ contact_methods: 'This has a character that can’t be stored.' }));
    edit('\udc00').then(invalid({ contact_methods: 'This has a character that can’t be stored.' }));
  });
});

describe('what can’t be', () => {
  const edit = (changes: object) =>
    given(...before)
      .when(editContact, { ...shown, ...changes })
      .seen(3);

  test('a name that another bears', () =>
    edit({ name: 'ANN' }).then(invalid({ name: 'You already have a contact called “Ann”.' })));
  test('no name', () => edit({ name: '\u200b' }).then(invalid({ name: 'Enter a name.' })));
  test('what can’t be stored', () =>
    edit({ name: 'B\0b', description: '\ud800', contact_methods: 'x'.repeat(501) }).then(
      invalid({
        name: 'This has a character that can’t be stored.',
        description: 'This has a character that can’t be stored.',
        contact_methods: 'Use at most 500 characters. These are 501.',
      }),
    ));
  test.each([3.5, -2, 0, 99, 'x', '', '2x', '99999999999999999999', Number.NaN, 1])(
    'a contact %j',
    (contact) => edit({ contact }).then(notFound),
  );
  test('a deleted contact', () =>
    given(...before, contactDeleted(2))
      .when(editContact, shown)
      .seen(3)
      .then(notFound));
  test('a name that is free again is free', () =>
    given(...before, contactDeleted(3))
      .when(editContact, { ...shown, name: 'Ann' })
      .seen(3)
      .then([contactRenamed(2, 'Ann')]));
});

describe('what has changed since the page was shown', () => {
  test('another field: both changes stand', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, name: 'Rob' })
      .seen(3)
      .then([contactRenamed(2, 'Rob')]));

  test('the same field, to something else: the person chooses', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(3)
      .then(conflict({ description: { theirs: 'Sings.', yours: 'Dances.' } })));

  test('one of two: neither is saved before the person chose', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, name: 'Rob', description: 'Dances.' })
      .seen(3)
      .then(conflict({ description: { theirs: 'Sings.', yours: 'Dances.' } })));

  test('the same field, to the same: nothing happens', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, description: 'Sings.' })
      .seen(3)
      .then([]));

  test('there and back again: it is as it was', () =>
    given(...before, contactRenamed(2, 'Rob'), contactRenamed(2, 'Bob'))
      .when(editContact, { ...shown, name: 'Bobby' })
      .seen(3)
      .then([contactRenamed(2, 'Bobby')]));

  test('once chosen, with the position of the choice, it is saved', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(4)
      .then([contactDescriptionChanged(2, 'Dances.')]));

  test('the name, twice', () =>
    given(...before, contactRenamed(2, 'Rob'))
      .when(editContact, { ...shown, name: 'Bobby' })
      .seen(3)
      .then(conflict({ name: { theirs: 'Rob', yours: 'Bobby' } })));

  test('another contact: that is no matter', () =>
    given(...before, contactDescriptionChanged(3, 'Sings.'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(3)
      .then([contactDescriptionChanged(2, 'Dances.')]));

  test('deleted and restored: what is as it was can be edited', () =>
    given(...before, contactDeleted(2), contactRestored(2))
      .when(editContact, { ...shown, name: 'Rob' })
      .seen(3)
      .then([contactRenamed(2, 'Rob')]));

  test('the old one is meant by its subject, not by a name that another bears now', () =>
    given(...before, contactRenamed(2, 'Rob'), contactCreated('Bob'))
      .when(editContact, { ...shown, description: 'Dances.' })
      .seen(3)
      .then([contactDescriptionChanged(2, 'Dances.')]));

  test('a position beyond the head, or none, or before the contact: it is as if seen now', () => {
    const stream = given(...before, contactDescriptionChanged(2, 'Sings.'));
    const dances = [contactDescriptionChanged(2, 'Dances.')];
    const edit = stream.when(editContact, { contact: 2, description: 'Dances.' });
    for (const seen of [99, 0, 1, -1, Number.NaN]) edit.seen(seen).then(dances);
  });
});
