import { createApp } from '../../src/app';
import { systemClock } from '../../src/base/clock';
import { readConfig } from '../../src/base/config';
import { createLog } from '../../src/base/log';
import { createEnginePool } from '../../src/database/pool';
import { listen } from '../../src/web/listen';
import { recordStatements, type Statement } from '../support/recorded-statements';

/** Starts the web application in this process, and records every statement that it sends to the database. */
export async function startRecordedWeb(url: string): Promise<{
  address: string;
  statements: Statement[];
  stop(): Promise<void>;
}> {
  const log = createLog('silent');
  const pool = createEnginePool(url, { log });
  const statements = recordStatements(pool);
  const settings = readConfig({ PORT: '0', DATABASE_URL: url, SESSION_SECRET: 's'.repeat(32) });
  const web = await listen(settings, (config) => createApp({ config, pool, log, clock: systemClock }));
  return {
    address: web.config.baseUrl,
    statements,
    async stop() {
      await web.close();
      await pool.end();
    },
  };
}
