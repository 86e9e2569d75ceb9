import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import type { Identity } from '../../accounts/identity';
import { sessionSecretOf } from '../../base/config';
import type { AppDeps } from '../../base/deps';
import { browserInWords } from './browser-in-words';

/**
 * How long a browser stays signed in, in milliseconds: 30 days from signing in, even if in use (NIST SP 800-63B, AAL1).
 */
const lifetime = 30 * 24 * 60 * 60 * 1000;

/**
 * Loads `req.session` from the table `sessions`. A browser that hasn't signed in gets no cookie and no row. Only
 * signing in writes `sess`, so that a request in flight can't recreate a row that a password reset has deleted.
 * (`written` has its own column.)
 */
export function sessions({ config, pool, log }: AppDeps): RequestHandler {
  const PostgresStore = connectPgSimple(session);
  const secure = config.baseUrl.startsWith('https:');
  return session({
    name: 'kith',
    secret: sessionSecretOf(config),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure, maxAge: lifetime },
    proxy: secure ? true : undefined,
    store: new PostgresStore({
      pool,
      tableName: 'sessions',
      disableTouch: true,
      pruneSessionInterval: false,
      errorLog: (_message: unknown, error: unknown) => log.error({ error }, 'session store'),
    }),
  });
}

/** Starts a session for `identity` with a new ID (against session fixation) and stores it, with the browser's name. */
export async function startSession(pool: Pool, req: Request, identity: Identity): Promise<void> {
  await settle((done) => req.session.regenerate(done));
  Object.assign(req.session, identity);
  await settle((done) => req.session.save(done));
  const browser = browserInWords(req.get('user-agent'));
  await pool.query('update sessions set browser = $2 where sid = $1', [req.sessionID, browser]);
}

/** Ends the browser's session. Its row is deleted when this resolves. */
export async function endSession(req: Request): Promise<void> {
  await settle((done) => req.session.destroy(done));
}

function settle(call: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}

declare module 'express-session' {
  interface SessionData {
    accountId: number;
    entityId: number;
  }
}
