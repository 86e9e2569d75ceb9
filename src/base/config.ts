import path from 'node:path';
import { codeOf, StartFailure } from './failure';
import { keptSecret } from './kept-secret';
import { readListenHost, readTrustedProxies } from './network-settings';

export type Config = {
  /** 0 means any free port. */
  port: number;
  /** An IP address, or undefined for all interfaces. */
  listenHost: string | undefined;
  /** Addresses, ranges, and names of ranges whose X-Forwarded-… headers count, in Express's notation. */
  trustedProxies: string[];
  /** If undefined, Kith uses the embedded server in `dataDir`. */
  databaseUrl: string | undefined;
  /** An absolute path. */
  dataDir: string;
  /** Without a trailing slash. */
  baseUrl: string;
  /** Whether `baseUrl` comes from BASE_URL or PORT rather than the default. PORT=0 (any free port) doesn't count. */
  addressGiven: boolean;
  /** If undefined, emails go to the outbox folder. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Undefined if it isn't set and the process doesn't serve browsers. */
  sessionSecret: string | undefined;
  /** Where to forward every event, and the key that signs the requests. If undefined, events aren't forwarded. */
  forward: { url: string; secret: Buffer } | undefined;
  logLevel: string;
  production: boolean;
};

/** An address, or a name and an address in angle brackets. A comma outside quotes would start a second address. */
const oneSender = /^([^\s<>@,;"]+@[^\s<>@,;"]+|([^<>@,;:"()]*|"[^"\\]*"\s*)<[^\s<>@,;"]+@[^\s<>@,;"]+>)$/;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * What a process is for. `apart`: the command of a process that runs separately from others and needs an external
 * database server.
 */
export type Purpose = { answersBrowsers?: boolean; apart?: string };

/**
 * Reads and validates the environment; nothing else reads it. An empty variable counts as unset. Only a process that
 * serves browsers needs SESSION_SECRET, which signs their cookies. With the embedded database, and outside production,
 * such a process generates one.
 * Throws a StartFailure with one line for each invalid setting.
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
      `${apart} needs DATABASE_URL. Set it to the URL of a PostgreSQL server, or run npm start, which includes one.`,
    );
  const smtpUrl = readUrl('SMTP_URL', get('SMTP_URL'), ['smtp:', 'smtps:'], fault);
  const baseUrl = readBaseUrl(get('BASE_URL'), port, fault);
  const listenHost = readListenHost(get('LISTEN_HOST'), baseUrl, fault);
  const trustedProxies = readTrustedProxies(get('TRUSTED_PROXIES'), production, fault);
  const mailFrom = get('MAIL_FROM') ?? 'Kith <kith@localhost>';
  if (!oneSender.test(mailFrom) || /[\r\n]/.test(mailFrom))
    fault('MAIL_FROM is not an email address. Set it to something like "Kith <kith@example.org>".');
  const logLevel = get('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) fault(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  if (production && !get('BASE_URL'))
    fault(
      'BASE_URL is not set. In production, set it to the address of your site, like https://kith.example.org.',
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
  return {
    port,
    listenHost,
    trustedProxies,
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

/** Returns the session secret. Throws if it isn't set, which only happens in a process that doesn't serve browsers. */
export function sessionSecretOf({ sessionSecret }: Config): string {
  if (!sessionSecret) throw new Error('a process that serves browsers needs SESSION_SECRET');
  return sessionSecret;
}

/** Returns DATABASE_URL. Throws if it isn't set. */
export function databaseUrlOf({ databaseUrl }: Config): string {
  if (!databaseUrl) throw new Error('a process that runs separately needs DATABASE_URL');
  return databaseUrl;
}

/** Returns the settings with the port that was assigned. With PORT=0 and no BASE_URL, it becomes part of the base URL. */
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

// The message never quotes the value, which may contain a password.
function readUrl(name: string, value: string | undefined, protocols: string[], fault: Fault) {
  if (value === undefined || protocols.includes(parseUrl(value)?.protocol ?? '')) return value;
  fault(
    `${name} must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`,
  );
  return undefined;
}

/** The secret has the format of the Standard Webhooks specification: whsec_, then 24 to 64 random bytes in base64. */
function readForward(address: string | undefined, secret: string | undefined, fault: Fault) {
  if (address === undefined && secret === undefined) return undefined;
  if (address === undefined) fault('FORWARD_URL is not set, but FORWARD_SECRET is. Set both or neither.');
  const url = readUrl('FORWARD_URL', address, ['http:', 'https:'], fault);
  const { username, password } = (url && parseUrl(url)) || { username: '', password: '' };
  if (username || password)
    fault('FORWARD_URL must not contain a user name or password. Kith signs each event instead.');
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret ?? '')?.[1] ?? '';
  const key = Buffer.from(base64, 'base64');
  if (key.length < 24 || key.length > 64)
    fault(
      'FORWARD_SECRET must be whsec_ followed by 24 to 64 random bytes in base64. To make one, run: echo whsec_$(openssl rand -base64 32)',
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
    fault(
      'SESSION_SECRET is not set. Set it to at least 32 random characters, the same for all web processes.',
    );
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
