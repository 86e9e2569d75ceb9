import { sendPasswordResetMail } from '../../jobs/send-password-reset-mail';
import { changeEmail } from '../../src/accounts/change-email';
import { issueToken, tokenDigest } from '../../src/accounts/one-time-tokens';
import { hashPassword } from '../../src/accounts/passwords';
import { createMailer } from '../../src/mail/mailer';
import { startApp, type TestApp } from '../support/app';
import { holdBefore, untilBlocked } from '../support/hold';
import { deliverMails, linkIn } from '../support/mails';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function linkFor(email: string): Promise<string> {
  await app.visitor().post('/password-reset', { email });
  return linkIn((await deliverMails(app))[0], '/password-reset/');
}

async function isSignedIn(visitor: Awaited<ReturnType<TestApp['signedIn']>>['visitor']): Promise<boolean> {
  const answer = await visitor.get('/settings', { follow: false });
  return !answer.headers.get('location')?.startsWith('/sign-in');
}

async function lets(email: string, password: string): Promise<boolean> {
  return (await app.visitor().post('/sign-in', { email, password }, { follow: false })).status === 303;
}

/** Resolves when a connection to this database waits for a lock. */
async function waitsForALock(): Promise<void> {
  for (;;) {
    const { rowCount } = await app.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount) return;
  }
}

describe('resetting a password', () => {
  it('works once with a link from an email, and signs out every browser', async () => {
    const email = 'ada@example.org';
    const [laptop, bystander] = [await app.signedIn({ email }), await app.signedIn()];
    const visitor = app.visitor();
    const asked = await visitor.submit(await visitor.get('/password-reset'), '/password-reset', { email });
    expect(asked.text).toContain('Check your inbox');
    const [mail] = await deliverMails(app);
    const other = await linkFor(email);

    const page = await visitor.get(linkIn(mail, '/password-reset/'));
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect((await visitor.submit(page, page.path, { password: 'short' })).status).toBe(422);
    const done = await visitor.submit(page, page.path, { password: 'battery staple' });
    expect(done.path).toBe('/sign-in?after=reset');

    expect(await lets(email, 'correct horse')).toBe(false);
    expect(await lets(email, 'battery staple')).toBe(true);
    expect(await isSignedIn(laptop.visitor)).toBe(false);
    expect(await isSignedIn(bystander.visitor)).toBe(true);
    for (const link of [page.path, other]) {
      expect((await app.visitor().post(link, { password: 'third password' })).status).toBe(410);
    }
    expect(await lets(email, 'battery staple')).toBe(true);
  });

  it('gives the same response for an address without an account, which gets no email', async () => {
    await app.openAccount({ email: 'known@example.org' });
    const known = await app.visitor().post('/password-reset', { email: 'known@example.org' });
    const unknown = await app.visitor().post('/password-reset', { email: 'unknown@example.org' });
    expect(unknown.html).toBe(known.html);
    expect([unknown.status, unknown.path]).toEqual([known.status, known.path]);
    const mails = await deliverMails(app);
    expect(mails.map((mail) => mail.to?.[0]?.address)).toEqual(['known@example.org']);
    const pending = await app.pool.query(
      `select from one_time_tokens where purpose = 'password-reset-request'`,
    );
    expect(pending.rowCount).toBe(0);
  });

  it('lets in a person who was blocked after too many attempts', async () => {
    const email = 'forgetful@example.org';
    await app.openAccount({ email });
    for (let n = 1; n <= 11; n++) await lets(email, `guess ${n}`);
    const visitor = app.visitor();
    expect((await visitor.post('/sign-in', { email, password: 'correct horse' })).status).toBe(429);
    await visitor.post(await linkFor(email), { password: 'battery staple' });
    expect(await lets(email, 'battery staple')).toBe(true);
  });

  it('leaves no session to someone signing in with the old password at that moment', async () => {
    const email = 'raced@example.org';
    const { accountId } = await app.openAccount({ email });
    const reset = await app.pool.connect();
    await reset.query('begin');
    await reset.query('update credentials set password_hash = $2 where account_id = $1', [
      accountId,
      await hashPassword('battery staple'),
    ]);
    await reset.query(`delete from sessions where sess ->> 'accountId' = $1`, [String(accountId)]);
    const signingIn = lets(email, 'correct horse');
    await waitsForALock();
    await reset.query('commit');
    reset.release();
    expect(await signingIn).toBe(false);
    const { rowCount } = await app.pool.query(`select from sessions where sess ->> 'accountId' = $1`, [
      String(accountId),
    ]);
    expect(rowCount).toBe(0);
    expect(await lets(email, 'battery staple')).toBe(true);
  });

  it('is possible for an hour', async () => {
    await app.openAccount({ email: 'slow@example.org' });
    const link = await linkFor('slow@example.org');
    await app.pool.query(`update one_time_tokens set expires_at = now() - interval '1 second'`);
    expect((await app.visitor().post(link, { password: 'battery staple' })).status).toBe(410);
    expect(await lets('slow@example.org', 'correct horse')).toBe(true);
  });

  it('does not accept sign-up links, nor sign-up reset links', async () => {
    await app.openAccount({ email: 'mixed@example.org' });
    const link = await linkFor('mixed@example.org');
    const crossed = link.replace('/password-reset/', '/sign-up/');
    expect((await app.visitor().get(crossed)).status).toBe(410);
    expect((await app.visitor().get(link)).status).toBe(200);
  });
});

test('a reset link that is created while the account’s email changes does not work', async () => {
  const { accountId } = await app.openAccount({ email: 'moves@example.org' });
  await app.visitor().post('/password-reset', { email: 'moves@example.org' });
  const { rows } = await app.pool.query(
    `select digest from one_time_tokens where purpose = 'password-reset-request' and email = 'moves@example.org'`,
  );
  const change = await issueToken(
    app.pool,
    'email-change',
    { accountId, email: 'moved@example.org' },
    new Date(),
  );
  const held = holdBefore(app.pool, /insert into one_time_tokens/);
  const mailer = createMailer({ ...app.config, log: app.log });
  const task = sendPasswordResetMail({ ...app, pool: held.pool, mailer });
  const sending = task({ request: rows[0].digest.toString('hex') }, {} as never);
  await held.reached;
  const moving = changeEmail(app.pool, accountId, tokenDigest(change), new Date());
  await Promise.race([moving, untilBlocked(app.pool)]);
  held.goOn();
  expect(await moving).toBe('changed');
  await sending;
  const links = await app.pool.query(
    `select purpose from one_time_tokens where account_id = $1 and purpose = 'password-reset'`,
    [accountId],
  );
  expect(links.rows).toEqual([]);
  await mailer.close();
});
