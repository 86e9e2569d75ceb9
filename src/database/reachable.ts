import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { codeOf, StartFailure } from '../base/failure';
import { isPassing } from '../base/sqlstate';

const OLDEST = { number: 140_000, name: '14' };
const STARTING_UP = '57P03';

/**
 * Connects once to the server at the URL. Throws a StartFailure, without the password, if that fails or the server is
 * too old. Waits up to half a minute for a server that is starting up.
 */
export async function checkServer(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await connectOnce(url);
    } catch (error) {
      if (error instanceof StartFailure) throw error;
      if (codeOf(error) !== STARTING_UP || Date.now() > deadline) throw explain(url, error);
      await pause(250);
    }
  }
}

/** Pause after a failed attempt, in milliseconds. */
const retryPause = 1_000;

/**
 * Does the same, and then `check`, as soon as the server is reachable. Prints once that it is waiting. Throws errors
 * that waiting doesn't fix, or the signal's reason if that comes first.
 */
export async function waitForServer(
  url: string,
  stopping: AbortSignal,
  check = async (): Promise<void> => undefined,
): Promise<void> {
  const stopped = new Promise<never>((_, reject) => {
    stopping.addEventListener('abort', () => reject(stopping.reason));
  });
  const attempt = () => connectOnce(url).then(check);
  for (let hasPrinted = false; ; hasPrinted = true) {
    try {
      return await Promise.race([attempt(), stopped]);
    } catch (error) {
      stopping.throwIfAborted();
      if (!isPassing(error)) throw error instanceof StartFailure ? error : explain(url, error);
      if (!hasPrinted) console.error(`${explain(url, error).message} Waiting for it.`);
      await Promise.race([pause(retryPause), stopped]);
    }
  }
}

async function connectOnce(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  client.on('error', () => {}); // the query that fails reports it
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number; version: string }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
    );
    const server = rows[0]!;
    if (server.number < OLDEST.number)
      throw new StartFailure(
        `The server at DATABASE_URL is PostgreSQL ${server.version}. Kith needs ${OLDEST.name} or newer: upgrade it, or unset DATABASE_URL to use the embedded one.`,
      );
  } finally {
    await client.end().catch(() => {});
  }
}

function explain(url: string, cause: unknown): StartFailure {
  const { host, port, user, database } = new pg.Client({ connectionString: url });
  const where = `the database server at ${host}:${port}`;
  const failure = (message: string) => new StartFailure(message, { cause });
  const code = codeOf(cause);
  switch (code) {
    case 'ECONNREFUSED':
      return failure(
        `DATABASE_URL: no server is responding at ${host}:${port}. Start the server, or correct DATABASE_URL.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure(`DATABASE_URL: there is no host named ${host}. Correct DATABASE_URL.`);
    case '28P01':
    case '28000':
      return failure(
        `DATABASE_URL: ${where} rejected the user "${user}" or the password. Correct them in DATABASE_URL.`,
      );
    case '3D000':
      return failure(
        `DATABASE_URL: ${where} has no database "${database}". Create it, or correct DATABASE_URL.`,
      );
    case '53300':
      return failure(
        `DATABASE_URL: ${where} has no free connections. Raise its max_connections, or start fewer processes.`,
      );
    default:
      return failure(
        `DATABASE_URL: ${where} cannot be used (${reason(code, cause)}). Check the server and DATABASE_URL.`,
      );
  }
}

// pg's own errors, such as a timeout, have no code; their messages contain no secrets.
function reason(code: string, cause: unknown): string {
  return code === 'unknown' && cause instanceof Error ? cause.message : code;
}
