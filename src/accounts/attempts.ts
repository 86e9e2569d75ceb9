import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Pool } from 'pg';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import { type Config, sessionSecretOf } from '../base/config';
import { PageFailure } from './page-failure';

/**
 * What attempts are counted by: the key of the email as typed, whether or not it has an account; the IP address; the ID
 * of a known browser; the ID of a session.
 */
type Part = 'emailKey' | 'address' | 'browser' | 'session';

/** Who makes an attempt of this kind. */
export type Attempt<K extends Kind> = Record<(typeof buckets)[K][number]['by'][number], string>;
export type Attempts<K extends Kind> = {
  /** Counts an attempt. Throws a PageFailure (429) after too many, the same whether or not the email has an account. */
  count(attempt: Attempt<K>): Promise<void>;
  /** Subtracts a successful attempt from the count. */
  forgive(attempt: Attempt<K>): Promise<void>;
  /** Resets all counts except the IP address's, since the email's owner has proved who they are. */
  forget(attempt: Attempt<K>): Promise<void>;
};

type Bucket = { by: readonly Part[]; points: number; seconds: number; way?: Way };
/** What somebody can do who can't wait. */
type Way = { text: string; action: { href: string; words: string } };
type Kind = keyof typeof buckets;

/**
 * How many attempts (`points`) are allowed in how many seconds. An attempt beyond one limit doesn't count toward the
 * limits below it, so that one address can't use up what the owner's address needs. Many addresses together can: the limit
 * per email slows down distributed guessing. Its window is short, browsers that have signed in before have a separate
 * limit, and the owner can reset the password by email and sign in.
 */
const buckets = {
  'sign-in': [
    { by: ['address'], points: 100, seconds: 15 * 60 },
    { by: ['emailKey', 'address'], points: 10, seconds: 15 * 60 },
    {
      by: ['emailKey'],
      points: 20,
      seconds: 5 * 60,
      way: {
        text: 'If you can’t wait, reset your password. Then you can sign in from this browser right away.',
        action: { href: '/password-reset', words: 'Reset your password' },
      },
    },
  ],
  'known-sign-in': [{ by: ['browser'], points: 10, seconds: 15 * 60 }],
  'password-confirmation': [{ by: ['session'], points: 10, seconds: 15 * 60 }],
  'sign-up': [
    { by: ['address'], points: 50, seconds: 60 * 60 },
    { by: ['emailKey'], points: 3, seconds: 15 * 60 },
  ],
  'password-reset': [
    { by: ['address'], points: 50, seconds: 60 * 60 },
    { by: ['emailKey'], points: 3, seconds: 15 * 60 },
  ],
  'email-change': [
    { by: ['address'], points: 20, seconds: 60 * 60 },
    { by: ['emailKey'], points: 3, seconds: 15 * 60 },
  ],
} as const satisfies Record<string, readonly Bucket[]>;

/** Counts attempts of one kind in PostgreSQL, so that all web processes share the counts. */
export function countAttempts<K extends Kind>(kind: K, pool: Pool, config: Config): Attempts<K> {
  const limits = buckets[kind].map((bucket: Bucket) => ({ bucket, limiter: limiterOf(kind, bucket, pool) }));
  const keyOf = ({ by }: Bucket, attempt: Partial<Record<Part, string>>) =>
    digest(sessionSecretOf(config), by.map((part) => countedText(part, attempt[part] ?? '')).join(' '));
  return {
    async count(attempt) {
      for (const { bucket, limiter } of limits)
        await limiter.consume(keyOf(bucket, attempt)).catch((refusal: RateLimiterRes | Error) => {
          throw refusal instanceof Error ? refusal : tooMany(refusal.msBeforeNext, bucket.way);
        });
    },
    async forgive(attempt) {
      await Promise.all(limits.map(({ bucket, limiter }) => limiter.reward(keyOf(bucket, attempt))));
    },
    async forget(attempt) {
      const ofOwner = limits.filter(({ bucket }) => bucket.by.join() !== 'address');
      await Promise.all(ofOwner.map(({ bucket, limiter }) => limiter.delete(keyOf(bucket, attempt))));
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
    keyPrefix: `${kind}/${bucket.by.join('+')}`,
    points: bucket.points,
    duration: bucket.seconds,
  });
}

function countedText(part: Part, text: string): string {
  return part === 'address' ? network(text) : text;
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

function tooMany(ms: number, way?: Way): PageFailure {
  const wait = Math.max(1, ms);
  const minutes = Math.ceil(wait / 60_000);
  const text = `Please wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again.`;
  return new PageFailure(429, 'Too many attempts', way ? `${text} ${way.text}` : text, {
    headers: { 'Retry-After': String(Math.ceil(wait / 1000)) },
    action: way?.action,
  });
}
