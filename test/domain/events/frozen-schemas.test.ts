import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freezeSchemas, frozenSchemaFaults } from '../../../src/ops/scaffold/frozen-schemas';

const root = path.join(__dirname, '../../..');

test('no schema has changed or disappeared since it was recorded, and every schema is recorded', () => {
  expect(frozenSchemaFaults(root)).toEqual([]);
});

describe('frozenSchemaFaults reports', () => {
  let copy: string;
  const file = (name: string) => path.join(copy, 'schemas', name);
  const edit = (name: string, change: (schema: Record<string, unknown>) => object) =>
    writeFileSync(file(name), JSON.stringify(change(JSON.parse(readFileSync(file(name), 'utf8')))));
  const digests = () => JSON.parse(readFileSync(file('digests.json'), 'utf8'));

  beforeEach(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'kith-frozen-'));
    cpSync(path.join(root, 'schemas'), path.join(copy, 'schemas'), { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  test('a changed schema, and says to restore it and where the change belongs', () => {
    edit('contact-renamed/v1.json', (schema) => ({ ...schema, maxProperties: 9 }));
    const changed = [
      'schemas/contact-renamed/v1.json was changed after its release. Restore it, make the change in schemas/contact-renamed/v2.json, and add an upcaster in src/domain/events/contact-renamed.ts. (If it was never released, delete its line in schemas/digests.json and run npm run freeze:schemas.)',
    ];
    expect(frozenSchemaFaults(copy)).toEqual(changed);
    expect(freezeSchemas(copy)).toEqual([]);
    expect(frozenSchemaFaults(copy)).toEqual(changed);
  });

  test('a deleted schema, and says to restore it', () => {
    rmSync(file('contact-renamed/v1.json'));
    expect(frozenSchemaFaults(copy)).toEqual([
      'schemas/contact-renamed/v1.json is missing, but logs may contain events of that version. Restore it.',
    ]);
  });

  test('a new schema, and says to record it, which adds only that schema', () => {
    const before = digests();
    cpSync(file('contact-renamed/v1.json'), file('contact-renamed/v9.json'));
    expect(frozenSchemaFaults(copy)).toEqual([
      'schemas/contact-renamed/v9.json is not recorded yet. Run npm run freeze:schemas.',
    ]);
    expect(freezeSchemas(copy)).toEqual(['contact-renamed/v9']);
    expect(frozenSchemaFaults(copy)).toEqual([]);
    expect(digests()).toEqual({ ...before, 'contact-renamed/v9': before['contact-renamed/v1'] });
  });

  test('nothing if only the order of the properties changed', () => {
    edit('contact-renamed/v1.json', (schema) => Object.fromEntries(Object.entries(schema).reverse()));
    expect(frozenSchemaFaults(copy)).toEqual([]);
  });
});
