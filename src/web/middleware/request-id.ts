import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Gives every request an ID, sent in `X-Request-Id`, which people can quote and operators can look up in the log. */
export function requestId(): RequestHandler {
  return (req, res, next) => {
    req.id = randomUUID();
    res.set('X-Request-Id', req.id);
    next();
  };
}

declare global {
  namespace Express {
    interface Request {
      /** The UUID of this request, also in the metadata of the events it caused. */
      id: string;
    }
  }
}
