import { once } from 'node:events';
import { StartFailure } from '../../base/failure';
import { createPool } from '../../database/pool';
import { exportLog } from '../../privacy/export-log';
import { joinCurrentDatabase } from '../../release/open';
import { accountByEmail, readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';

const HELP = `
npm run log:export -- --account EMAIL > FILE: writes an account's whole log, a line of JSON an event.

People read and write meanwhile: the log goes up to the event that is the newest when it begins. What npm itself
prints in front of it does no harm to an import; npm run --silent leaves it out.

The file holds everything that the account holder ever wrote, and their address. Treat it like a backup.

  --account EMAIL  whose log

Settings: DATABASE_URL, DATA_DIR: those that Kith runs with.
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, { account: { type: 'string' } });
  if (positionals.length > 0) throw new StartFailure(`What is ${positionals[0]}? See --help.`);
  if (values.account === undefined) throw new StartFailure('Whose log? Name the account by --account EMAIL.');
  // Its lines go to the output that the log is written to.
  log.level = 'silent';
  const database = await joinCurrentDatabase(config, log);
  onStop(() => database.stop());
  const pool = createPool(database.url, { log, max: 1 });
  onStop(() => pool.end());
  const accountId = await accountByEmail(pool, values.account);
  for await (const line of exportLog(pool, accountId))
    if (!process.stdout.write(line)) await once(process.stdout, 'drain');
});
