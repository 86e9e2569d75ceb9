import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { projections } from '../../domain/projections';
import { readArguments } from '../process/command-line';
import { draftProjection } from './projection-files';
import { runScaffold } from './run-scaffold';

const HELP = `
npm run new:projection -- NAME: scaffolds a projection with one table.

  NAME  what its rows are, in the plural, such as introductions or meeting-places

Writes the migration, the projection with handlers and a query, and a test, adds the projection to the list, and updates
the documents. At first it has one row per contact, with the contact's name. Uses no settings.
`;

runScaffold(HELP, (args) => {
  const { positionals } = readArguments(args, {});
  const [name, ...more] = positionals;
  if (!name || more.length > 0) throw new StartFailure('Specify one name, like introductions. See --help.');
  if (!/^[a-z]+([-_][a-z]+)*$/.test(name)) {
    throw new StartFailure(
      `${name} is not a valid projection name. Use lowercase words that say what its rows are, like introductions.`,
    );
  }
  const column = name.replaceAll('-', '_');
  const taken = projections.some(
    (one) =>
      one.name === column || Object.values(one.tables).some((table) => table.name === `projected_${column}`),
  );
  if (taken) throw new StartFailure(`A projection or projected table named ${column} already exists.`);
  const draft = draftProjection(path.join(__dirname, '../../..'), column);
  const files = draft.write();
  return {
    files,
    next: [
      `Define the columns in ${files[0]} and ${files[1]}, and give each a docstring in the row type. Then run npm run docs.`,
      'Handle the events that change the rows. Until the projection is released, edit the migration in place.',
      'Run npm run migrate. Workers then build the projection for every stream, and pages fold it until that is done.',
    ],
  };
});
