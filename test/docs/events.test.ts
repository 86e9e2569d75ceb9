import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commands } from '../../src/domain/commands';
import { events } from '../../src/domain/events';
import { eventsDocument, raisedOtherwise } from '../../src/ops/scaffold/events-document';
import { schemaTable } from '../../src/ops/scaffold/schema-table';

const root = path.join(__dirname, '../..');
const text = readFileSync(path.join(root, 'docs/events.md'), 'utf8');

test('docs/events.md matches schemas and code (if not, run npm run docs:events)', () => {
  expect(text).toBe(eventsDocument(root));
});

test('it names the commands that raise each event', () => {
  for (const { type } of events) {
    const documented = new RegExp(`^## ${type}\\n[^#]*?^- Raised by: (.*)$`, 'm').exec(text)?.[1];
    const raisers = commands.filter(({ yields }) => (yields as readonly string[]).includes(type));
    const names = [...raisers.map(({ name }) => `\`${name}\``), raisedOtherwise[type]].filter(Boolean);
    expect(documented?.split(', ')).toEqual(names.length > 0 ? names : ['nothing yet']);
  }
});

test('properties are listed with type, limits, and description, including those in arrays', () => {
  const table = schemaTable({
    properties: {
      cats: {
        type: 'array',
        maxItems: 3,
        description: 'The cats.',
        items: {
          properties: {
            name: { type: ['string', 'null'], minLength: 1, maxLength: 9, description: 'A | B.' },
            fur: { enum: ['long', 'short'], description: 'Its fur.' },
          },
          required: ['fur'],
        },
      },
      lives: { type: 'integer', minimum: 1, description: 'Left.' },
    },
    required: ['cats'],
  });
  expect(table.split('\n').slice(2)).toEqual([
    '| `cats` | array | at most 3 items | The cats. |',
    '| `cats[].name`? | string or null | 1 to 9 characters | A \\| B. |',
    '| `cats[].fur` | `long`, `short` |  | Its fur. |',
    '| `lives`? | integer | at least 1 | Left. |',
  ]);
});

test('an event without a payload has no table', () => expect(schemaTable({ properties: {} })).toBe(''));
