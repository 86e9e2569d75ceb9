import { createContact } from '../../../src/domain/commands/create-contact';
import { given, invalid } from '../../support/given';
import { accountOpened, contactCreated, contactDeleted, contactRenamed } from '../../support/happened';
import { spentOn } from '../../support/spent-on';

const ann = [accountOpened(), contactCreated('Ann')];
const create = (name: string, more = {}) => given(...ann).when(createContact, { name, ...more });
const badName = (sentence: string) => invalid({ name: sentence });

test('a contact is created with normalized texts', () =>
  create('  Bob \t Ross ', {
    description: ' Paints.\r\nA lot. ',
    contact_methods: ' bob@example.org\n',
  }).then([
    contactCreated('Bob Ross', { description: 'Paints.\nA lot.', contact_methods: 'bob@example.org' }),
  ]));

test('only the name is required', () => create('Bob').then([contactCreated('Bob')]));

test.each(['Ann', 'ANN', ' ann '])('the name of another contact, written %j, is rejected', (name) =>
  create(name).then(badName('You already have a contact named “Ann”. Use a different name.')),
);

test.each([
  ['Straße', 'STRASSE'],
  ['Straße', 'STRAẞE'],
  ['Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
  ['José', 'Jose\u0301'],
])('%s and %s are the same name', (one, other) =>
  given(accountOpened(), contactCreated(one))
    .when(createContact, { name: other })
    .then(badName(`You already have a contact named “${one}”. Use a different name.`)),
);

test('a name can be used again after its contact is deleted or renamed', () => {
  given(...ann, contactDeleted(2))
    .when(createContact, { name: 'Ann' })
    .then([contactCreated('Ann')]);
  given(...ann, contactRenamed(2, 'Anna'))
    .when(createContact, { name: 'Ann' })
    .then([contactCreated('Ann')]);
});

test.each([
  '.',
  '..',
  'new',
  'a/b',
  '100%',
  '%2F',
  '?x=1#y',
  '👩🏽‍🚀',
  'محمد علي',
  'שרה',
  'e\u0301',
  '\u0301',
  'नमस्ते',
  'constructor',
  '__proto__',
  '<script>',
])('%j is a valid name', (name) => create(name).then([contactCreated(name.normalize('NFC'))]));

test('a name can have 200 characters of any Unicode plane, but not 201', () => {
  create('x'.repeat(200)).then([contactCreated('x'.repeat(200))]);
  create('🦊'.repeat(200)).then([contactCreated('🦊'.repeat(200))]);
  create('ΐ'.repeat(200)).then([contactCreated('ΐ'.repeat(200))]);
  create(`  ${'x'.repeat(200)}  `).then([contactCreated('x'.repeat(200))]);
  create('x'.repeat(201)).then(badName('Use at most 200 characters. You used 201.'));
  create('🦊'.repeat(201)).then(badName('Use at most 200 characters. You used 201.'));
});

test.each([
  '',
  '   ',
  '\n\t',
  '\u200b\u200d',
  '\u2060\ufeff',
  '\u00ad',
  '\u3164\uffa0',
  '\u2800',
  '\u202e',
  '\u{e0041}',
])('%j is rejected because it has no visible character', (name) =>
  create(name).then(badName('Enter a name.')),
);

test('a name that is far too long is rejected without slow Unicode normalization', async () => {
  const sentence = 'Use at most 200 characters. You used 40001.';
  const spent = await spentOn(() => {
    create(`a${'\u0301'.repeat(20_000)}${'\u0323'.repeat(20_000)}`).then(badName(sentence));
    create(`${'line\n'.repeat(8_000)}x`).then(badName(sentence));
  });
  expect(spent).toBeLessThan(500);
});

test.each(['Bob\u0007', 'Bo\u001bb', '\u0085Bob', 'Bob\u007f'])(
  '%j is rejected because it has a control character',
  (name) =>
    create(name).then(
      badName('The name contains a character that can’t be displayed. Type the name instead of pasting it.'),
    ),
);

test.each(['Bo\0b', '\0', '\ud83d', 'Bob \udc00'])('%j is rejected because it can’t be stored', (name) =>
  create(name).then(
    badName('This contains a character that can’t be saved. Type the text instead of pasting it.'),
  ),
);

test('all faults are reported at once', () =>
  create('', { description: 'x'.repeat(2_001), contact_methods: 'x\0' }).then(
    invalid({
      name: 'Enter a name.',
      description: 'Use at most 2000 characters. You used 2001.',
      contact_methods: 'This contains a character that can’t be saved. Type the text instead of pasting it.',
    }),
  ));

test('a contact method can have 500 characters, and a description 2,000', () => {
  const most = { description: 'ж'.repeat(2_000), contact_methods: '☎'.repeat(500) };
  create('Bob', most).then([contactCreated('Bob', most)]);
  create('Bob', { contact_methods: '☎'.repeat(501) }).then(
    invalid({ contact_methods: 'Use at most 500 characters. You used 501.' }),
  );
});

test('a form full of white space is parsed in under two seconds', async () => {
  const spent = await spentOn(() => {
    create('Bob', { contact_methods: `x${' '.repeat(300_000)}y` }).then(
      invalid({ contact_methods: 'Use at most 500 characters. You used 300002.' }),
    );
  });
  expect(spent).toBeLessThan(2_000);
});
