import { once } from 'node:events';
import { StartFailure } from '../../base/failure';
import { exportLog } from '../../privacy/export-log';
import { accountByEmail, readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { withKith } from '../process/with-kith';

const HELP = `
npm run log:export -- --account EMAIL > FILE: exports an account's whole log, one line of JSON per event.

Kith can stay in use: the export ends with the event that is the newest when it starts. npm prints some lines first,
which an import ignores; npm run --silent leaves them out.

The file contains everything that the account holder ever wrote, and their email address. Treat it like a backup.

  --account EMAIL  the account's email address

Settings: DATABASE_URL, DATA_DIR. Use the same ones as for Kith itself.
`;

runOnce(HELP, async (running) => {
  const { log, args } = running;
  const { values, positionals } = readArguments(args, { account: { type: 'string' } });
  if (positionals.length > 0) throw new StartFailure(`Unknown argument: ${positionals[0]}. See --help.`);
  if (values.account === undefined) throw new StartFailure('Specify the account with --account EMAIL.');
  // Kith's own log goes to standard output too, where it would mix with the export.
  log.level = 'silent';
  const { pool } = await withKith(running, { pool: { max: 1 } });
  const accountId = await accountByEmail(pool, values.account);
  for await (const line of exportLog(pool, accountId))
    if (!process.stdout.write(line)) await once(process.stdout, 'drain');
});
