import { open } from 'node:fs/promises';
import { codeOf, StartFailure } from '../../base/failure';
import { LogRefused } from '../../privacy/check-log-line';
import { importLog } from '../../privacy/import-log';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { withKith } from '../process/with-kith';

const HELP = `
npm run log:import -- FILE [--email EMAIL]: imports an account's log that npm run log:export wrote.

Every event keeps its position, its subject, and its time, so that a replay yields the same rows. If any event is
missing, duplicated, or invalid, nothing is stored. The import itself sends no email, and from then on the account's
emails go to the outbox folder, even if SMTP_URL is set. To sign in, reset the password. Without DATABASE_URL, this
creates the embedded database if there is none.

  --email EMAIL  use this email address instead of the one in the log

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL. Use the same ones as for Kith itself.
`;

runOnce(HELP, async (running) => {
  const { values, positionals } = readArguments(running.args, { email: { type: 'string' } });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new StartFailure('Specify one file to import. See --help.');
  const kith = await withKith(running, { mayCreate: true });
  const imported = importLog(kith, linesOf(file), values.email);
  const { accountId, email, events } = await imported.catch((error) => explain(error, file));
  console.log(`Imported ${events.toLocaleString('en')} events as account ${accountId}, ${email}.`);
});

/** Opens the file only when the first line is requested: readLines would lose lines that it reads before that. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  try {
    if (!(await handle.stat()).isFile()) throw new StartFailure(`${file} is not a file.`);
    yield* handle.readLines();
  } finally {
    await handle.close();
  }
}

function explain(error: unknown, file: string): never {
  if (error instanceof LogRefused)
    throw new StartFailure(`${file}, line ${error.line}: ${error.reason}. Nothing was stored.`);
  if (['ENOENT', 'EACCES'].includes(codeOf(error)))
    throw new StartFailure(`Can’t read ${file} (${codeOf(error)}).`);
  throw error;
}
