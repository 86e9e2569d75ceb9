import { type Response, Router } from 'express';
import { isReleased } from '../database/schema-state';
import type { AppDeps } from '../deps';

/** For operators: GET /healthz, the process is up; GET /readyz, it can answer people. */
export function healthController({ pool, log }: AppDeps): Router {
  const router = Router();

  router.get('/healthz', (_req, res) => tell(res, 200, 'up'));

  router.get('/readyz', async (_req, res) => {
    try {
      if (!(await isReleased(pool))) return tell(res, 503, 'the database is older than this release');
      tell(res, 200, 'ready');
    } catch (error) {
      log.warn({ error }, 'not ready');
      tell(res, 503, 'the database does not answer');
    }
  });

  return router;
}

function tell(res: Response, status: number, sentence: string): void {
  res.status(status).set('Cache-Control', 'no-store').type('text').send(`${sentence}\n`);
}
