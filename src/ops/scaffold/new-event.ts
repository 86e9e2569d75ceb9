import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { commands } from '../../domain/commands';
import { events } from '../../domain/events';
import { readArguments } from '../process/command-line';
import { draftEvent } from './event-files';
import { imperativeOf } from './names';
import { runScaffold } from './run-scaffold';

const HELP = `
npm run new:event -- NAME [--command NAME] [--no-command]: scaffolds an event, with a command that yields it.

  NAME            what happened, in the past tense: contact-introduced. Beginning with account-, it is about the
                  account as a whole; otherwise about a contact
  --command NAME  the intent, in the imperative; by default introduce-contact for contact-introduced
  --no-command    no command: a job is going to raise it, for instance

Writes the schema, the event, the command, their test, and the lines that lists and documents need.
`;

/** As test/domain/events/schemas.test.ts has it. */
const pastTense = /^[a-z]+(-[a-z]+)*-([a-z]+ed|sent|written)$/;

runScaffold(HELP, (args) => {
  const { values, positionals } = readArguments(args, {
    command: { type: 'string' },
    'no-command': { type: 'boolean', default: false },
  });
  const [type, ...more] = positionals;
  if (!type || more.length > 0) throw new StartFailure('Say one name, like contact-introduced. See --help.');
  if (!pastTense.test(type)) {
    throw new StartFailure(
      `${type} is no event’s name: say what happened, like contact-introduced, in small letters.`,
    );
  }
  if (events.some((event) => event.type === type))
    throw new StartFailure(`There is an event ${type} already.`);
  const command = values['no-command'] ? undefined : commandName(type, values.command);
  const draft = draftEvent(path.join(__dirname, '../../..'), { type, command });
  return {
    files: draft.write(),
    next: [
      `Say what happened in schemas/${type}/v1.json and src/domain/events/${type}.ts, and give it its properties.`,
      'Until it is released, a schema that changed is recorded anew: delete its line in schemas/digests.json, then npm run freeze:schemas.',
      'Handle it where it matters, in src/domain/projections/, with a higher version, and take its line out of test/domain/projections/every-handler.test.ts.',
    ],
  };
});

function commandName(type: string, wanted = imperativeOf(type)): string {
  if (!wanted)
    throw new StartFailure(`Say what ${type} is as an intent: --command VERB-NOUN, or --no-command.`);
  if (!/^[a-z]+(-[a-z]+)+$/.test(wanted)) {
    throw new StartFailure(
      `${wanted} is no command’s name: say an intent, like introduce-contact, in small letters.`,
    );
  }
  if (commands.some(({ name }) => name === wanted))
    throw new StartFailure(`There is a command ${wanted} already.`);
  return wanted;
}
