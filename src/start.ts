import { createApp } from './app';
import { systemClock } from './base/clock';
import { createEnginePool } from './database/pool';
import { runUntilStopped } from './ops/process/entry-point';
import { recordAddress } from './ops/process/running-address';
import { sayReady } from './ops/process/say-ready';
import { migrate } from './release/migrate';
import { openDatabase } from './release/open';
import { listen } from './web/listen';
import { startWorker } from './worker/start-worker';

const HELP = `
npm start: runs all of Kith and prints its address when it is ready.

Uses the database at DATABASE_URL, and waits for it if it is unavailable. Without DATABASE_URL, runs an embedded
PostgreSQL server that keeps its data in DATA_DIR (default: data). Ctrl-C stops everything in order.

Settings: PORT, DATABASE_URL, DATA_DIR, BASE_URL, LISTEN_HOST, TRUSTED_PROXIES, SMTP_URL, MAIL_FROM, SESSION_SECRET,
          FORWARD_URL, FORWARD_SECRET, LOG_LEVEL, NODE_ENV.
`;

runUntilStopped(HELP, async ({ config, log, onStop, stopping }) => {
  const database = await openDatabase(config, log, stopping);
  onStop(() => database.stop());
  await migrate(database.url, log);
  const pool = createEnginePool(database.url, { log });
  onStop(() => pool.end());
  const clock = systemClock;
  const web = await listen(config, (config) => createApp({ config, pool, log, clock }));
  const worker = await startWorker({ config: web.config, pool, log, clock });
  onStop(() => worker.stop());
  onStop(() => web.close());
  if (config.databaseUrl === undefined) {
    const removeAddress = recordAddress(config.dataDir, web.config.baseUrl);
    onStop(async () => removeAddress());
  }
  sayReady(web.config);
});
