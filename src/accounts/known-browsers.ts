import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import type { AppDeps } from '../base/deps';
import { derivedKey } from '../base/derived-key';

/** An account with the password that it has now: after a change, no browser that knew the old one is known. */
type Account = { accountId: number; passwordHash: string };

export type KnownBrowsers = {
  /** Makes this browser known to the account that has just signed in, or proved in another way that it may. */
  remember(req: Request, res: Response, account: Account): void;
  /** Returns the ID of this browser if it is known to the account with this email; undefined otherwise. */
  recognize(req: Request, emailKey: string): Promise<string | undefined>;
};

/** How long a browser stays known after it last signed in, in milliseconds. */
const lifetime = 90 * 24 * 60 * 60 * 1000;
/** To how many accounts one browser can be known. */
const most = 5;
const cookieName = 'kith-browser';

/**
 * Recognizes browsers that signed in to an account before, so that strangers who guess its password can't keep its owner
 * out (OWASP: "Slow Down Online Guessing Attacks with Device Cookies"). The cookie holds a mark for each account: an ID,
 * when it expires, and a seal over both, the account, and its password.
 */
export function knownBrowsers({ pool, config, clock }: AppDeps): KnownBrowsers {
  const key = derivedKey(config, 'known browsers');
  const attributes: CookieOptions = {
    httpOnly: true,
    sameSite: 'lax',
    secure: config.baseUrl.startsWith('https:'),
    maxAge: lifetime,
  };
  const seal = (id: string, until: number, { accountId, passwordHash }: Account) =>
    createHmac('sha256', key)
      .update(JSON.stringify([id, until, accountId, passwordHash]))
      .digest();
  const isFor = (account: Account, mark: Mark) =>
    timingSafeEqual(mark.seal, seal(mark.id, mark.until, account));
  const validMarks = (req: Request) => marksIn(req).filter(({ until }) => until > clock().getTime());

  return {
    remember(req, res, account) {
      const others = validMarks(req).filter((mark) => !isFor(account, mark));
      const [id, until] = [randomBytes(16).toString('base64url'), clock().getTime() + lifetime];
      const marks = [{ id, until, seal: seal(id, until, account) }, ...others].slice(0, most);
      res.cookie(cookieName, marks.map(textOf).join('~'), attributes);
    },
    async recognize(req, emailKey) {
      const marks = validMarks(req);
      if (marks.length === 0) return undefined;
      const { rows } = await pool.query<Account>(
        `select account_id as "accountId", password_hash as "passwordHash" from credentials where email_key = $1`,
        [emailKey],
      );
      return rows[0] && marks.find((mark) => isFor(rows[0]!, mark))?.id;
    },
  };
}

/** `until` is in milliseconds. */
type Mark = { id: string; until: number; seal: Buffer };

function textOf({ id, until, seal }: Mark): string {
  return `${id}.${until}.${seal.toString('base64url')}`;
}

/** Returns the marks in the browser's cookie, unchecked. */
function marksIn(req: Request): Mark[] {
  const [, value = ''] = cookiePattern.exec(req.headers.cookie ?? '') ?? [];
  return value.split('~', most).flatMap((text) => {
    const [, id, until, seal] = markPattern.exec(text) ?? [];
    return id && until && seal ? [{ id, until: Number(until), seal: Buffer.from(seal, 'base64url') }] : [];
  });
}

const cookiePattern = new RegExp(`(?:^|; )${cookieName}=([^;]*)`);
const markPattern = /^([\w-]{22})\.(\d{1,15})\.([\w-]{43})$/;
