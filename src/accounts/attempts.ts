import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Pool } from 'pg';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import { type Config, sessionSecretOf } from '../base/config';
import { PageFailure } from './page-failure';

/** Who makes an attempt: the key of the email as typed, whether or not it has an account, and the IP address. */
export type Attempt = { emailKey: string; address: string };
export type Attempts = {
  /** Counts an attempt. Throws a PageFailure (429) after too many, the same whether or not the email has an account. */
  count(attempt: Attempt): Promise<void>;
  /** Subtracts a successful attempt from the count. */
  forgive(attempt: Attempt): Promise<void>;
  /** Resets the email's count, since its owner has proved who they are. */
  forget(attempt: Attempt): Promise<void>;
};

type Bucket = { of: 'email' | 'address' | 'both'; points: number; seconds: number };

/**
 * How many attempts (`points`) are allowed in how many seconds. The windows per email are short: someone who keeps
 * guessing a password can slow its owner down for minutes, but not lock them out for good.
 */
const buckets = {
  'sign-in': [
    { of: 'both', points: 10, seconds: 15 * 60 },
    { of: 'email', points: 20, seconds: 5 * 60 },
    { of: 'address', points: 100, seconds: 15 * 60 },
  ],
  'sign-up': [
    { of: 'email', points: 3, seconds: 15 * 60 },
    { of: 'address', points: 50, seconds: 60 * 60 },
  ],
  'password-reset': [
    { of: 'email', points: 3, seconds: 15 * 60 },
    { of: 'address', points: 50, seconds: 60 * 60 },
  ],
  'email-change': [
    { of: 'email', points: 3, seconds: 15 * 60 },
    { of: 'address', points: 20, seconds: 60 * 60 },
  ],
} satisfies Record<string, Bucket[]>;

/** Counts attempts of one kind in PostgreSQL, so that all web processes share the counts. */
export function countAttempts(kind: keyof typeof buckets, pool: Pool, config: Config): Attempts {
  const limits = buckets[kind].map((bucket) => ({ bucket, limiter: limiterOf(kind, bucket, pool) }));
  const keyOf = (bucket: Bucket, attempt: Attempt) =>
    digest(sessionSecretOf(config), countedText(bucket, attempt));
  return {
    async count(attempt) {
      const counts = limits.map(({ bucket, limiter }) => limiter.consume(keyOf(bucket, attempt)));
      const waits = (await Promise.allSettled(counts)).map(waitOf);
      if (waits.some((wait) => wait > 0)) throw tooMany(Math.max(...waits));
    },
    async forgive(attempt) {
      await Promise.all(limits.map(({ bucket, limiter }) => limiter.reward(keyOf(bucket, attempt))));
    },
    async forget(attempt) {
      const ofEmail = limits.filter(({ bucket }) => bucket.of !== 'address');
      await Promise.all(ofEmail.map(({ bucket, limiter }) => limiter.delete(keyOf(bucket, attempt))));
    },
  };
}

function limiterOf(kind: string, bucket: Bucket, pool: Pool): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: `${kind}/${bucket.of}`,
    points: bucket.points,
    duration: bucket.seconds,
  });
}

function countedText(bucket: Bucket, { emailKey, address }: Attempt): string {
  if (bucket.of === 'email') return emailKey;
  return bucket.of === 'address' ? network(address) : `${emailKey} ${network(address)}`;
}

/** Returns the part of the address that is counted: for IPv6 the /64, since one household or server has a whole /64. */
function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.toLowerCase().split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const all = plain.includes('::')
    ? [...groups, ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
    : groups;
  return all.slice(0, 4).join(':');
}

/** Keyed, so that the table reveals no addresses, and nobody can check whether a guessed address is in it. */
function digest(secret: string, text: string): string {
  return createHmac('sha256', secret).update(`attempts:${text}`).digest('base64url');
}

/** Returns the milliseconds to wait; 0 if the attempt was within its limit. Rethrows the database's errors. */
function waitOf(result: PromiseSettledResult<RateLimiterRes>): number {
  if (result.status === 'fulfilled') return 0;
  if (result.reason instanceof Error) throw result.reason;
  return Math.max(1, (result.reason as RateLimiterRes).msBeforeNext);
}

function tooMany(wait: number): PageFailure {
  const minutes = Math.ceil(wait / 60_000);
  return new PageFailure(
    429,
    'Too many attempts',
    `Please wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again.`,
    { headers: { 'Retry-After': String(Math.ceil(wait / 1000)) } },
  );
}
