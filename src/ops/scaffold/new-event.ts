import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { commands } from '../../domain/commands';
import { events } from '../../domain/events';
import { readArguments } from '../process/command-line';
import { draftEvent } from './event-files';
import { imperativeOf, isAboutAccount } from './names';
import { runScaffold } from './run-scaffold';

const HELP = `
npm run new:event -- NAME [--command NAME] [--no-command] [--field]: scaffolds an event and a command that yields it.

  NAME            what happened, in the past tense, such as contact-introduced. If it starts with account-, the event
                  is about the account as a whole; otherwise it is about a contact
  --command NAME  the intent, in the imperative (default for contact-introduced: introduce-contact)
  --no-command    don't scaffold a command, for example because a job will raise the event
  --field         the event sets a field of a contact, whose setBy in src/domain/values/fields.ts will name it. It needs no
                  lines of its own in words.ts and undoing.ts, and no command

Writes the schema, the event, the command, and a test, adds the event to lists, and updates the documents. Uses
no settings.
`;

/** The same as in test/domain/events/schemas.test.ts. */
const pastTense = /^[a-z]+(-[a-z]+)*-([a-z]+ed|sent|written)$/;

runScaffold(HELP, (args) => {
  const { values, positionals } = readArguments(args, {
    command: { type: 'string' },
    'no-command': { type: 'boolean', default: false },
    field: { type: 'boolean', default: false },
  });
  const [type, ...more] = positionals;
  if (!type || more.length > 0)
    throw new StartFailure('Specify one name, like contact-introduced. See --help.');
  if (!pastTense.test(type)) {
    throw new StartFailure(
      `${type} is not a valid event name. Use lowercase words that say what happened, in the past tense, like contact-introduced.`,
    );
  }
  if (events.some((event) => event.type === type))
    throw new StartFailure(`The event ${type} already exists.`);
  const { field } = values;
  if (field && isAboutAccount(type))
    throw new StartFailure('--field is only for events about a contact. See --help.');
  const command = values['no-command'] || field ? undefined : commandName(type, values.command);
  const draft = draftEvent(path.join(__dirname, '../../..'), { type, command, field });
  return {
    files: draft.write(),
    next: [
      `Describe the event and its properties in schemas/${type}/v1.json and src/domain/events/${type}.ts. Then run npm run docs.`,
      'When the schema is complete, run npm run freeze:schemas: from then on it never changes.',
      field
        ? `Add the field to src/domain/values/fields.ts, with setBy: '${type}', and its column to src/domain/projections/contact-rows.ts and a migration. Increase the version of the contacts projection, and remove the event from test/domain/projections/every-handler.test.ts.`
        : 'Handle the event in src/domain/projections/, increase the version of each projection that you change, and remove the event from test/domain/projections/every-handler.test.ts.',
    ],
  };
});

function commandName(type: string, wanted = imperativeOf(type)): string {
  if (!wanted)
    throw new StartFailure(
      `Can’t derive a command name from ${type}. Add --command VERB-NOUN or --no-command.`,
    );
  if (!/^[a-z]+(-[a-z]+)+$/.test(wanted)) {
    throw new StartFailure(
      `${wanted} is not a valid command name. Use lowercase words that start with a verb, like introduce-contact.`,
    );
  }
  if (commands.some(({ name }) => name === wanted))
    throw new StartFailure(`The command ${wanted} already exists.`);
  return wanted;
}
