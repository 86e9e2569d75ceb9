import path from 'node:path';
import { codeOf, StartFailure } from './failure';
import { keptSecret } from './kept-secret';

export type Config = {
  /** 0 picks a free one. */
  port: number;
  /** Loopback only, unless BASE_URL names a public host. */
  listenHost: string | undefined;
  /** Undefined: the embedded server in `dataDir`. */
  databaseUrl: string | undefined;
  /** Absolute. */
  dataDir: string;
  /** Without a slash at its end. */
  baseUrl: string;
  /** Whether BASE_URL or PORT says so, or it is just the usual one. Port 0, any that is free, says nothing. */
  addressGiven: boolean;
  /** Undefined: mails land in the outbox folder. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Undefined where it was not set and no browser is answered. */
  sessionSecret: string | undefined;
  /** Where every event is sent to, and the key that signs it. Undefined: nowhere. */
  forward: { url: string; secret: Buffer } | undefined;
  logLevel: string;
  production: boolean;
};

/** An address, or one in angle brackets behind a name. A comma outside quotes would begin a second one. */
const oneSender = /^([^\s<>@,;"]+@[^\s<>@,;"]+|([^<>@,;:"()]*|"[^"\\]*"\s*)<[^\s<>@,;"]+@[^\s<>@,;"]+>)$/;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** What a process is for. `apart`: the command of one that runs beside others, on a server that none of them brings. */
export type Purpose = { answersBrowsers?: boolean; apart?: string };

/**
 * The one reader of the environment. An empty variable counts as unset. A process that answers browsers needs the
 * secret that signs their cookies, and makes one where it may; any other neither needs nor makes it.
 * Throws a StartFailure with a line for every fault at once.
 */
export function readConfig(
  env: Record<string, string | undefined>,
  { answersBrowsers = true, apart }: Purpose = {},
): Config {
  const faults: string[] = [];
  const fault = (line: string) => faults.push(line);
  const get = (name: string) => env[name]?.trim() || undefined;
  const production = get('NODE_ENV') === 'production';

  const port = readPort(get('PORT'), fault);
  const databaseUrl = readUrl('DATABASE_URL', get('DATABASE_URL'), ['postgres:', 'postgresql:'], fault);
  if (apart && !get('DATABASE_URL'))
    fault(
      `${apart} needs DATABASE_URL: set it to a PostgreSQL server. (npm start brings its own, and runs everything.)`,
    );
  const smtpUrl = readUrl('SMTP_URL', get('SMTP_URL'), ['smtp:', 'smtps:'], fault);
  const baseUrl = readBaseUrl(get('BASE_URL'), port, fault);
  const mailFrom = get('MAIL_FROM') ?? 'Kith <kith@localhost>';
  if (!oneSender.test(mailFrom) || /[\r\n]/.test(mailFrom))
    fault('MAIL_FROM is not a mail address. Set it to something like "Kith <kith@example.org>".');
  const logLevel = get('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) fault(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  if (production && !get('BASE_URL'))
    fault(
      'BASE_URL is not set. In production, set it to the address people type, like https://kith.example.org.',
    );
  if (production && !get('SMTP_URL'))
    fault('SMTP_URL is not set. In production, set it to your mail server, like smtps://user:password@host.');
  const forward = readForward(get('FORWARD_URL'), get('FORWARD_SECRET'), fault);
  const dataDir = path.resolve(get('DATA_DIR') ?? 'data');
  const kept = !production && !apart && !get('DATABASE_URL');
  const given = get('SESSION_SECRET');
  const sessionSecret =
    answersBrowsers || given ? readSessionSecret(given, kept ? dataDir : undefined, fault) : undefined;

  if (faults.length > 0) throw new StartFailure(faults);
  const listenHost = loopbackHost(new URL(baseUrl).hostname);
  return {
    port,
    listenHost,
    databaseUrl,
    dataDir,
    baseUrl,
    addressGiven: get('BASE_URL') !== undefined || (get('PORT') !== undefined && port !== 0),
    smtpUrl,
    mailFrom,
    sessionSecret,
    forward,
    logLevel,
    production,
  };
}

/** The secret of a process that answers browsers; throws in any other. */
export function sessionSecretOf({ sessionSecret }: Config): string {
  if (!sessionSecret) throw new Error('a process that answers browsers needs its session secret');
  return sessionSecret;
}

/** The database of a process that runs apart; throws in any other that has none. */
export function databaseUrlOf({ databaseUrl }: Config): string {
  if (!databaseUrl) throw new Error('a process that runs apart needs its database');
  return databaseUrl;
}

/** The same settings once the port is known: PORT=0 without BASE_URL takes the port that was free. */
export function atPort(config: Config, port: number): Config {
  const baseUrl = config.baseUrl === 'http://localhost:0' ? `http://localhost:${port}` : config.baseUrl;
  return { ...config, port, baseUrl };
}

type Fault = (line: string) => void;

function readPort(value: string | undefined, fault: Fault): number {
  const port = Number(value ?? '3000');
  if (/^\d+$/.test(value ?? '3000') && port <= 65_535) return port;
  fault('PORT must be a whole number from 0 to 65535, where 0 picks a free port.');
  return 0;
}

function readBaseUrl(value: string | undefined, port: number, fault: Fault): string {
  if (value === undefined) return `http://localhost:${port}`;
  const url = parseUrl(value);
  const isPlain =
    url && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.search && !url.hash;
  if (isPlain && url.pathname === '/') return url.origin;
  fault('BASE_URL must be a web address without a path, like https://kith.example.org.');
  return 'http://localhost';
}

// The value itself is never quoted: it may hold a password.
function readUrl(name: string, value: string | undefined, protocols: string[], fault: Fault) {
  if (value === undefined || protocols.includes(parseUrl(value)?.protocol ?? '')) return value;
  fault(
    `${name} is not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`,
  );
  return undefined;
}

/** The secret is one of the Standard Webhooks specification: whsec_ and 24 to 64 random bytes in base64. */
function readForward(address: string | undefined, secret: string | undefined, fault: Fault) {
  if (address === undefined && secret === undefined) return undefined;
  if (address === undefined) fault('FORWARD_URL is not set, but FORWARD_SECRET is. Set both, or neither.');
  const url = readUrl('FORWARD_URL', address, ['http:', 'https:'], fault);
  const { username, password } = (url && parseUrl(url)) || { username: '', password: '' };
  if (username || password)
    fault('FORWARD_URL must not hold a user or password: each event is signed instead.');
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret ?? '')?.[1] ?? '';
  const key = Buffer.from(base64, 'base64');
  if (key.length < 24 || key.length > 64)
    fault(
      'FORWARD_SECRET must be whsec_ and 24 to 64 random bytes in base64. Make one: echo whsec_$(openssl rand -base64 32).',
    );
  return url === undefined ? undefined : { url, secret: key };
}

function readSessionSecret(value: string | undefined, keepIn: string | undefined, fault: Fault): string {
  if (value === undefined && keepIn !== undefined) {
    try {
      return keptSecret(keepIn, 'session-secret');
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      error.lines.forEach(fault);
      return '';
    }
  }
  if (value === undefined)
    fault('SESSION_SECRET is not set. Set it to at least 32 random characters, the same for every process.');
  else if (value.length < 32) fault('SESSION_SECRET is too short. Set it to at least 32 random characters.');
  return value ?? '';
}

function parseUrl(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch (error) {
    if (codeOf(error) === 'ERR_INVALID_URL') return undefined;
    throw error;
  }
}

function loopbackHost(host: string): string | undefined {
  if (host === '[::1]') return '::1';
  return /^(localhost|.+\.localhost|127(\.\d+){3})$/.test(host) ? '127.0.0.1' : undefined;
}
