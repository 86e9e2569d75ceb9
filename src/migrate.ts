import { runOnce } from './ops/process/entry-point';
import { migrate } from './release/migrate';
import { joinDatabase } from './release/open';

const HELP = `
npm run migrate: the release step. Brings the database up to this release; does nothing if it is.

Works on DATABASE_URL, which it waits for where the server is away, or, where that is unset, on the database in
DATA_DIR (default: data).
`;

runOnce(HELP, async ({ config, log, onStop, stopping }) => {
  const database = await joinDatabase(config, log, stopping);
  onStop(() => database.stop());
  await migrate(database.url, log);
  console.log('The database is up to date.');
});
