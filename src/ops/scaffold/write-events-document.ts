import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventsDocument } from './events-document';

const HELP = `
npm run docs:events: regenerates docs/events.md from schemas/ and src/. Uses no settings.
`;

const root = path.join(__dirname, '../../..');

if (process.argv.slice(2).length > 0) console.log(HELP.trim());
else {
  writeFileSync(path.join(root, 'docs/events.md'), eventsDocument(root));
  console.log('Wrote docs/events.md');
}
