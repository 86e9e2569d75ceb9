import path from 'node:path';
import { freezeSchemas, frozenSchemaFaults } from './frozen-schemas';

const HELP = `
npm run freeze:schemas: records the digests of new schemas in schemas/digests.json.

From then on, a schema must not change, because stored events are checked against it when they are read. Digests that
are already recorded stay as they are. To change a schema that was never released, delete its line and run this again.
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
