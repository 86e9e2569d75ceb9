import { hashPassword } from '../../src/accounts/passwords';
import { startApp, type TestApp } from '../support/app';
import { deliverMails, linkIn } from '../support/mails';
import type { Visitor } from '../support/visitor';

let app: TestApp;
let bystander: Visitor;
beforeAll(async () => {
  app = await startApp({ worker: true });
  bystander = (await app.signedIn()).visitor;
});
afterAll(() => app.stop());
afterEach(async () => expect(await isSignedIn(bystander)).toBe(true));

const old = 'correct horse';
const fresh = 'battery staple';

async function change(visitor: Visitor, password: string, current_password = old) {
  const page = await visitor.get('/settings/password');
  return visitor.submit(page, '/settings/password', { password, current_password });
}

async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/settings/password', { follow: false })).status === 200;
}

async function lets(email: string, password: string): Promise<boolean> {
  return (await app.visitor().post('/sign-in', { email, password }, { follow: false })).status === 303;
}

async function alsoSignedIn(email: string): Promise<Visitor> {
  const visitor = app.visitor();
  await visitor.post('/sign-in', { email, password: old });
  return visitor;
}

async function noticesTo(email: string): Promise<number> {
  const { rows } = await app.pool.query(
    `select count(*)::int as waiting from one_time_tokens where purpose = 'password-changed-notice' and email = $1`,
    [email],
  );
  return rows[0].waiting;
}

describe('a new password', () => {
  it('replaces the old one and signs out every other browser', async () => {
    const email = 'ada@example.org';
    const { visitor } = await app.signedIn({ email });
    const laptop = await alsoSignedIn(email);
    const before = visitor.cookies.get('kith');
    const page = await change(visitor, fresh);
    expect(page.path).toBe('/settings');
    expect(page.text).toContain('Password changed.');
    expect(await isSignedIn(visitor)).toBe(true);
    expect(visitor.cookies.get('kith')).not.toBe(before);
    expect(await isSignedIn(laptop)).toBe(false);
    expect([await lets(email, old), await lets(email, fresh)]).toEqual([false, true]);
  });

  it('invalidates copies of this browser’s cookie', async () => {
    const { visitor } = await app.signedIn();
    const thief = app.visitor();
    thief.cookies.set('kith', visitor.cookies.get('kith')!);
    expect(await isSignedIn(thief)).toBe(true);
    await change(visitor, fresh);
    expect([await isSignedIn(thief), await isSignedIn(visitor)]).toEqual([false, true]);
  });

  it.each([
    ['the wrong old one', fresh, 'wrong horse', 'That’s not your password'],
    ['a short one', 'too short', old, 'at least 10 characters'],
    ['an easily guessed one', 'password2026', old, 'harder to guess'],
    ['the same one', old, old, 'That’s already your password'],
  ])('is refused: %s', async (_what, password, current, fault) => {
    const { visitor } = await app.signedIn({ email: `refused-${Math.random()}@example.org` });
    const page = await change(visitor, password, current);
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(fault)]);
    expect(page.html).not.toContain(password);
    expect(await isSignedIn(visitor)).toBe(true);
  });

  it('is refused if another one was set at the same time', async () => {
    const email = 'raced@example.org';
    const { visitor, accountId } = await app.signedIn({ email });
    const other = await app.pool.connect();
    await other.query('begin');
    await other.query('update credentials set password_hash = $2 where account_id = $1', [
      accountId,
      await hashPassword('third password'),
    ]);
    const changing = change(visitor, fresh);
    await waitsForALock();
    await other.query('commit');
    other.release();
    expect((await changing).text).toContain('was just changed');
    expect([await lets(email, fresh), await lets(email, 'third password')]).toEqual([false, true]);
    expect(await noticesTo(email)).toBe(0);
  });

  it('invalidates links that reset the password or change the email', async () => {
    const quiet = await startApp();
    const email = 'tidy@example.org';
    const { visitor } = await quiet.signedIn({ email });
    await quiet.visitor().post('/password-reset', { email });
    const reset = linkIn((await deliverMails(quiet))[0], '/password-reset/');
    await visitor.post('/settings/email', { email: 'thief@example.org', current_password: old });
    const mails = await deliverMails(quiet);
    const move = linkIn(
      mails.find(({ text }) => text?.includes('/settings/email/')),
      '/settings/email/',
    );
    await visitor.post('/settings/password', { current_password: old, password: fresh }, { follow: false });
    const spent = { status: 410, text: expect.stringContaining('before your password changed') };
    expect(await visitor.get(move)).toMatchObject(spent);
    expect((await quiet.visitor().get(reset)).status).toBe(410);
    const [notice] = await deliverMails(quiet);
    expect(notice?.to?.[0]?.address).toBe(email);
    expect(notice?.subject).toBe('Your Kith password was changed');
    await quiet.stop();
  });
});

/** Resolves when a connection to this database waits for a lock. */
async function waitsForALock(): Promise<void> {
  for (;;) {
    const { rowCount } = await app.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount) return;
  }
}
