import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Gives every request an id, told in `X-Request-Id`, so that a person can quote it and an operator find it. */
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
