import path from 'node:path';
import { freezeSchemas, frozenSchemaFaults } from './frozen-schemas';

const HELP = `
npm run freeze:schemas: records the digests of new schemas in schemas/digests.json.

From then on a schema can't change: events that were stored with it are read with it. What is recorded already is
left alone. While a schema has not been released to anybody, its line can be deleted there and recorded again.
`;

const root = path.join(__dirname, '../../..');

if (process.argv.slice(2).length > 0) console.log(HELP.trim());
else {
  const added = freezeSchemas(root);
  for (const schema of added) console.log(`Recorded schemas/${schema}.json`);
  const faults = frozenSchemaFaults(root);
  for (const fault of faults) console.error(fault);
  if (added.length + faults.length === 0) console.log('Every schema is recorded.');
  process.exitCode = faults.length > 0 ? 1 : 0;
}
