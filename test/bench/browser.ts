import { Agent, request } from 'node:http';
import type { Pool } from 'pg';
import { hashPassword } from '../../src/accounts/passwords';

export type Got = { status: number; location: string | undefined; html: string };

/** A browser that keeps its connection and its cookies, and loads pages without their assets. */
export type Browser = {
  get(path: string): Promise<Got>;
  post(path: string, fields: Record<string, string>): Promise<Got>;
  close(): void;
};

/** The password of every account. */
export const password = 'correct horse battery';

/** Sets the account's password and returns a browser that is signed in to it. */
export async function signedIn(baseUrl: string, pool: Pool, accountId: number): Promise<Browser> {
  const { rows } = await pool.query<{ email: string }>(
    'update credentials set password_hash = $2 where account_id = $1 returning email',
    [accountId, await hashPassword(password)],
  );
  const browser = open(baseUrl);
  const { status } = await browser.post('/sign-in', { email: rows[0]!.email, password });
  if (status !== 303) throw new Error(`signing in returned ${status}`);
  return browser;
}

function open(baseUrl: string): Browser {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cookies = new Map<string, string>();
  const send = (method: string, path: string, body?: string) =>
    new Promise<Got>((resolve, reject) => {
      const headers: Record<string, string> = {
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      };
      const outgoing = request(new URL(path, baseUrl), { method, agent, headers }, (response) => {
        for (const line of response.headers['set-cookie'] ?? []) keep(cookies, line);
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const html = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode!, location: response.headers.location, html });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return {
    get: (path) => send('GET', path),
    post: (path, fields) => send('POST', path, new URLSearchParams(fields).toString()),
    close: () => agent.destroy(),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const at = pair.indexOf('=');
  const expires = attributes.find((attribute) => attribute.startsWith('Expires='));
  if (expires && new Date(expires.slice(8)).getTime() < Date.now()) cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), pair.slice(at + 1));
}
