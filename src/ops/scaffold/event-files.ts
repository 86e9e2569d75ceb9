import { Draft } from './draft';
import { camelCase, isAboutAccount, pascalCase, sentenceOf } from './names';

/** `field`: the event sets a field of a contact, so its words and its undoing are derived from fields.ts. */
export type NewEvent = { type: string; command: string | undefined; field: boolean };

/** Drafts every file and every line that a new event needs. Throws a StartFailure if a file exists already. */
export function draftEvent(root: string, { type, command, field }: NewEvent): Draft {
  const draft = new Draft(root);
  const event = camelCase(type);
  const sentence = sentenceOf(type);
  draft.create(`schemas/${type}/v1.json`, schema(type, sentence));
  draft.create(`src/domain/events/${type}.ts`, definition(type, sentence));
  draft.import('src/domain/events/index.ts', `import { ${event} } from './${type}';`);
  draft.addToList('src/domain/events/index.ts', event, '] as const;');
  draft.insert('test/support/happened.ts', testEvent(type), '\nfunction event<');
  draft.addToList('test/domain/projections/every-handler.test.ts', `'${type}'`, '];\n\ntest(');
  if (!field) draftEntries(draft, type, sentence);
  if (command) draftCommand(draft, type, command);
  else draft.create(`test/domain/events/${type}.test.ts`, eventTest(type));
  return draft;
}

function draftEntries(draft: Draft, type: string, sentence: string): void {
  draft.insert(
    'src/domain/history/words.ts',
    `  '${type}': () => described('${sentence.slice(0, -1)}'),\n`,
    "  'account-opened': () => described(",
  );
  // It can't be undone until its author says how.
  draft.insert(
    'src/domain/commands/undoing.ts',
    `  '${type}': cannotBeUndone,\n`,
    "  'account-opened': cannotBeUndone,\n",
  );
}

function draftCommand(draft: Draft, type: string, command: string): void {
  const name = camelCase(command);
  draft.create(
    `src/domain/commands/${command}.ts`,
    isAboutAccount(type) ? accountCommand(type, command) : contactCommand(type, command),
  );
  draft.create(`test/domain/commands/${command}.test.ts`, commandTest(type, command));
  draft.import('src/domain/commands/index.ts', `import { ${name} } from './${command}';`);
  draft.addToList('src/domain/commands/index.ts', name, '] as const;');
  draft.import('test/support/forms.ts', `import { ${name} } from '../../src/domain/commands/${command}';`);
  const filledIn = isAboutAccount(type) ? '{}, () => ({})' : 'aboutContact({}), contactOf';
  draft.insert('test/support/forms.ts', `  form(${name}, ${filledIn}),\n`, '  form(closeAccount,');
}

const schema = (type: string, description: string) =>
  JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${type}/v1`,
    description,
    type: 'object',
    properties: {},
    required: [],
    additionalProperties: false,
  });

const definition = (
  type: string,
  sentence: string,
) => `import { defineEvent } from '../../event-store/define-event';

export const ${camelCase(type)} = defineEvent<Record<string, never>>()({
  type: '${type}',
  version: 1,
  sentence: '${sentence}',
  example: {},
});
`;

const testEvent = (type: string) =>
  isAboutAccount(type)
    ? `\nexport const ${camelCase(type)} = () => event('${type}', null, {});\n`
    : `\nexport const ${camelCase(type)} = (contact: number) => event('${type}', contact, {});\n`;

const contactCommand = (
  type: string,
  command: string,
) => `import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

export const ${camelCase(command)} = defineCommand<Events, AboutContact, ContactTables>()({
  name: '${command}',
  yields: ['${type}'],
  about: theContact,
  decide({ contacts }, input) {
    const subject = toPosition(input.contact);
    if (!contacts.one(subject)) return new NotFound();
    return [{ type: '${type}', subject, payload: {} }];
  },
});
`;

const accountCommand = (
  type: string,
  command: string,
) => `import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AccountTables, theAccount } from './contact';

export type ${pascalCase(command)} = Record<string, never>;

export const ${camelCase(command)} = defineCommand<Events, ${pascalCase(command)}, AccountTables>()({
  name: '${command}',
  yields: ['${type}'],
  about: () => theAccount,
  decide({ accounts }) {
    if (!accounts.get()) return new NotFound();
    return [{ type: '${type}', subject: null, payload: {} }];
  },
});
`;

const commandTest = (type: string, command: string) =>
  isAboutAccount(type)
    ? `import { ${camelCase(command)} } from '../../../src/domain/commands/${command}';
import { given, notFound } from '../../support/given';
import { ${camelCase(type)}, accountOpened } from '../../support/happened';

test('${sentenceOf(type)}', () => given(accountOpened()).when(${camelCase(command)}, {}).then([${camelCase(type)}()]));

test('an account that does not exist is not found', () => given().when(${camelCase(command)}, {}).then(notFound));
`
    : `import { ${camelCase(command)} } from '../../../src/domain/commands/${command}';
import { given, notFound } from '../../support/given';
import { ${camelCase(type)}, accountOpened, contactCreated, contactDeleted } from '../../support/happened';

const both = [accountOpened(), contactCreated('Ann'), contactCreated('Bob')];

test('${sentenceOf(type)}', () =>
  given(...both).when(${camelCase(command)}, { contact: 2 }).then([${camelCase(type)}(2)]));

test.each([4, 0, 'x'])('contact %j is not found', (contact) =>
  given(...both).when(${camelCase(command)}, { contact }).then(notFound),
);

test('a deleted contact is not found', () =>
  given(...both, contactDeleted(2)).when(${camelCase(command)}, { contact: 2 }).then(notFound));
`;

const eventTest = (type: string) => {
  const event = camelCase(type);
  return `import { given } from '../../support/given';
import { accountOpened, contactCreated, ${event} } from '../../support/happened';

test('${sentenceOf(type)} No contact changes.', () =>
  given(accountOpened(), contactCreated('Ann'), contactCreated('Bob'), ${event}(${isAboutAccount(type) ? '' : '2'})).then({
    contacts: [{ name: 'Ann' }, { name: 'Bob' }],
  }));
`;
};
