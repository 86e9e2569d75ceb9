import { createApp } from './app';
import { systemClock } from './base/clock';
import { createEnginePool } from './database/pool';
import { runUntilStopped } from './ops/process/entry-point';
import { sayReady } from './ops/process/say-ready';
import { openCurrentDatabase } from './release/open';
import { listen } from './web/listen';

const HELP = `
npm run web: serves the web pages. Run any number of these, and at least one worker (npm run worker).

Needs DATABASE_URL, migrated to this release (npm run migrate), and SESSION_SECRET, the same for all web processes.
Waits for the database server if it is unavailable.

Settings: PORT, DATABASE_URL, DATA_DIR, BASE_URL, LISTEN_HOST, TRUSTED_PROXIES, SMTP_URL, MAIL_FROM, SESSION_SECRET,
          LOG_LEVEL, NODE_ENV.
`;

runUntilStopped(
  HELP,
  async ({ config, log, onStop, stopping }) => {
    const url = await openCurrentDatabase(config, stopping);
    const pool = createEnginePool(url, { log });
    onStop(() => pool.end());
    const web = await listen(config, (config) => createApp({ config, pool, log, clock: systemClock }));
    onStop(() => web.close());
    sayReady(web.config);
  },
  { apart: 'npm run web' },
);
