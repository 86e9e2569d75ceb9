import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { documents } from './documents';

const HELP = `
npm run docs: regenerates docs/events.md, and the lists of events and projections in docs/domain-model.md, from schemas/
and src/. Uses no settings.
`;

const root = path.join(__dirname, '../../..');

if (process.argv.slice(2).length > 0) console.log(HELP.trim());
else writeDocuments();

/** Writes nothing unless all documents can be generated. */
function writeDocuments(): void {
  try {
    const texts = Object.entries(documents).map(([file, textOf]) => [file, textOf(root)] as const);
    for (const [file, text] of texts) {
      writeFileSync(path.join(root, file), text);
      console.log(`Wrote ${file}`);
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    for (const line of error.lines) console.error(line);
    process.exitCode = 1;
  }
}
