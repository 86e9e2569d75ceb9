import type { Request, RequestHandler } from 'express';
import type { Log } from '../../base/log';

/**
 * Logs each answered request: method, route, status, milliseconds and request id.
 * The route is its pattern, never the address: names of contacts and one-time tokens stand in addresses.
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
