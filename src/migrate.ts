import { runOnce } from './ops/process/entry-point';
import { migrate } from './release/migrate';
import { joinDatabase } from './release/open';

const HELP = `
npm run migrate: the release step. Updates the database to this release, or does nothing if it is up to date.

Waits for the database server if it is unavailable. Without DATABASE_URL, updates the embedded database in DATA_DIR
(default: data).

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL, NODE_ENV.
`;

runOnce(HELP, async ({ config, log, onStop, stopping }) => {
  const database = await joinDatabase(config, log, stopping);
  onStop(() => database.stop());
  await migrate(database.url, log);
  console.log('The database is up to date.');
});
