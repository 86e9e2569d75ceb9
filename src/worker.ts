import { systemClock } from './base/clock';
import { createEnginePool } from './database/pool';
import { runUntilStopped } from './ops/process/entry-point';
import { openCurrentDatabase } from './release/open';
import { startWorker } from './worker/start-worker';

const HELP = `
npm run worker: updates projections, runs reactors and jobs, and sends email. Run any number of these.

Needs DATABASE_URL, migrated to this release (npm run migrate). Waits for the database server if it is unavailable.

Settings: DATABASE_URL, DATA_DIR, BASE_URL, SMTP_URL, MAIL_FROM, FORWARD_URL, FORWARD_SECRET, LOG_LEVEL, NODE_ENV.
`;

runUntilStopped(
  HELP,
  async ({ config, log, onStop, stopping }) => {
    const url = await openCurrentDatabase(config, stopping);
    const pool = createEnginePool(url, { log });
    onStop(() => pool.end());
    const worker = await startWorker({ config, pool, log, clock: systemClock });
    onStop(() => worker.stop());
    console.log('Kith’s worker is ready');
  },
  { answersBrowsers: false, apart: 'npm run worker' },
);
