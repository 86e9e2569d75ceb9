import { open } from 'node:fs/promises';
import { systemClock } from '../../base/clock';
import { codeOf, StartFailure } from '../../base/failure';
import { createPool } from '../../database/pool';
import { createKith } from '../../kith';
import { LogRefused } from '../../privacy/check-log-line';
import { importLog } from '../../privacy/import-log';
import { migrate } from '../../release/migrate';
import { joinCurrentDatabase, joinDatabase } from '../../release/open';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';

const HELP = `
npm run log:import -- FILE [--email EMAIL]: imports an account's log that npm run log:export wrote.

Every event keeps its position, its subject and its time, so that a replay yields the same rows. Each is checked; at
the first that is missing, there twice or invalid, nothing is stored. No mail is sent for what is in the log, and the
account's mails go to the outbox folder from then on, whatever SMTP_URL says. To sign in, reset the password.

  --email EMAIL  the account's address here, where its own is taken or should not stand here

Settings: DATABASE_URL, DATA_DIR: those that Kith runs with. A database of Kith's own is made where there is none.
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, { email: { type: 'string' } });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new StartFailure('Name one file. See --help.');
  const own = config.databaseUrl === undefined;
  const database = await (own ? joinDatabase : joinCurrentDatabase)(config, log);
  onStop(() => database.stop());
  if (own) await migrate(database.url, log);
  const pool = createPool(database.url, { log });
  onStop(() => pool.end());
  const kith = createKith({ pool, log, clock: systemClock });
  const imported = importLog(kith, linesOf(file), values.email);
  const { accountId, email, events } = await imported.catch((error) => explain(error, file));
  console.log(`Imported ${events.toLocaleString('en')} events as account ${accountId}, ${email}.`);
});

/** Opened when the first line is asked for: lines that come before that would be lost. */
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
    throw new StartFailure(`${file} can’t be read (${codeOf(error)}).`);
  throw error;
}
