// A process that runs an embedded database until SIGTERM, to be killed in every possible way.

import { StartFailure } from '../../src/base/failure';
import { createLog } from '../../src/base/log';
import { startEmbedded } from '../../src/database/embedded/embedded';
import { createPool } from '../../src/database/pool';

const log = createLog('info');

startEmbedded({ dataDir: process.argv[2]!, log }).then(
  async ({ url, stop }) => {
    const pool = createPool(url, { log });
    await pool.query('create table if not exists starts (at timestamptz default now())');
    await pool.query('insert into starts default values');
    process.on('SIGTERM', async () => {
      await pool.end();
      await stop();
      process.exit(0);
    });
    const { rows } = await pool.query('select count(*) from starts');
    console.log(`started ${rows[0].count} times, at ${url}`);
  },
  (error) => {
    console.error(error instanceof StartFailure ? error.lines.join('\n') : error);
    process.exit(1);
  },
);
