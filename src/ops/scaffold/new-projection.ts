import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { projections } from '../../domain/projections';
import { readArguments } from '../process/command-line';
import { draftProjection } from './projection-files';
import { runScaffold } from './run-scaffold';

const HELP = `
npm run new:projection -- NAME: scaffolds a projection with one table.

  NAME  what its rows are, in the plural: introductions, or meeting-places

Writes the migration, the projection with its handlers and a query, its test, and the lines that lists and documents
need. It begins with a row a contact that has the contact's name.
`;

runScaffold(HELP, (args) => {
  const { positionals } = readArguments(args, {});
  const [name, ...more] = positionals;
  if (!name || more.length > 0) throw new StartFailure('Say one name, like introductions. See --help.');
  if (!/^[a-z]+([-_][a-z]+)*$/.test(name)) {
    throw new StartFailure(
      `${name} is no projection’s name: say what its rows are, like introductions, in small letters.`,
    );
  }
  const column = name.replaceAll('-', '_');
  const taken = projections.some(
    (one) =>
      one.name === column || Object.values(one.tables).some((table) => table.name === `projected_${column}`),
  );
  if (taken) throw new StartFailure(`There is a projection or a table of one called ${column} already.`);
  const draft = draftProjection(path.join(__dirname, '../../..'), column);
  const files = draft.write();
  return {
    files,
    next: [
      `Say what a row is: its columns in ${files[0]} and ${files[1]}, and in docs/domain-model.md.`,
      'Handle the events that change it. Until it is released, change the migration in place.',
      'npm run migrate; workers build it for every stream, and pages fold it until then.',
    ],
  };
});
