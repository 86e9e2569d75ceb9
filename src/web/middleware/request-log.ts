import type { Request, RequestHandler } from 'express';
import type { Log } from '../../base/log';

/**
 * Logs each request when it ends: method, route, status, milliseconds, and request ID. Logs the route's pattern instead
 * of the path, since paths contain names of contacts and one-time tokens.
 */
export function requestLog(log: Log): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.once('close', () => {
      const line = {
        requestId: req.id,
        method: req.method,
        route: routeOf(req),
        status: res.writableFinished ? res.statusCode : 'aborted',
        ms: Math.round((performance.now() - began) * 10) / 10,
      };
      if (probes.has(line.route)) log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  };
}

const probes = new Set(['/healthz', '/readyz']);

function routeOf(req: Request): string {
  const path: unknown = req.route?.path;
  return typeof path === 'string' ? path : '-';
}
