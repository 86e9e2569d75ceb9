import { setTimeout as pause } from 'node:timers/promises';
import { type Response, Router } from 'express';
import type { Pool } from 'pg';
import type { AppDeps } from '../../base/deps';
import { inTransaction } from '../../database/transaction';
import { isReleased } from '../../release/schema-state';

/** How long the readiness check may take, in milliseconds. */
const patience = 3_000;

/** For operators. GET /healthz: the process is up. GET /readyz: it can show pages and save changes. */
export function healthController({ pool, log }: AppDeps): Router {
  const router = Router();
  let checking: Promise<boolean> | undefined;
  // Runs one check at a time, however many requests come, since a check takes a connection from the pool.
  const check = () => {
    checking ??= isReady(pool).finally(() => {
      checking = undefined;
    });
    return Promise.race([checking, pause(patience, undefined, { ref: false }).then(tooLong)]);
  };

  router.get('/healthz', (_req, res) => tell(res, 200, 'up'));

  router.get('/readyz', async (_req, res) => {
    try {
      if (!(await check())) return tell(res, 503, 'the database has not been migrated to this release');
      tell(res, 200, 'ready');
    } catch (error) {
      log.warn({ error }, 'not ready');
      tell(res, 503, 'the database is not responding, or is read-only');
    }
  });

  return router;
}

/** Returns whether the release step has run. Locks a row, as commands do, which fails on a read-only server. */
function isReady(pool: Pool): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    if (!(await isReleased(client))) return false;
    await client.query('select from event_types limit 1 for key share');
    return true;
  });
}

function tooLong(): never {
  throw new Error('The check took too long');
}

function tell(res: Response, status: number, sentence: string): void {
  res.status(status).set('Cache-Control', 'no-store').type('text').send(`${sentence}\n`);
}
