import { startApp, type TestApp } from '../support/app';
import { deliverMails, linkIn } from '../support/mails';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function linkFor(email: string): Promise<string> {
  await app.visitor().post('/sign-up', { email });
  return linkIn((await deliverMails(app))[0], '/sign-up/');
}

async function accountsOf(email: string): Promise<number> {
  const { rows } = await app.pool.query('select from credentials where email_key = $1', [email]);
  return rows.length;
}

describe('signing up', () => {
  it('opens an account with a link sent by email', async () => {
    const visitor = app.visitor({ 'accept-language': 'de-AT,de;q=0.8' });
    const asked = await visitor.submit(await visitor.get('/sign-up'), '/sign-up', {
      email: 'Ada@Example.org',
    });
    expect(asked).toMatchObject({ status: 200, text: expect.stringContaining('We’ve sent you an email') });
    expect(asked.links).toContain('/outbox');

    const [mail] = await deliverMails(app);
    expect(mail?.to?.[0]?.address).toBe('Ada@example.org');
    const page = await visitor.get(linkIn(mail, '/sign-up/'));
    expect(visitor.cookies.size).toBe(0);
    const fields = { password: 'correct horse', time_zone: 'Europe/Vienna' };
    const opened = await visitor.submit(page, page.path, fields);
    expect(opened.path).toBe('/');

    const { rows } = await app.pool.query(
      `select events.payload, events.subject, events.position from events join credentials using (account_id)
        where email_key = 'ada@example.org'`,
    );
    expect(rows).toEqual([
      {
        payload: { time_zone: 'Europe/Vienna', locale: 'de-AT', morning_hour: 7, morning_email: true },
        subject: null,
        position: 1,
      },
    ]);
  });

  it('stores no personal data in jobs, and no token in the database', async () => {
    await app.visitor().post('/sign-up', { email: 'grace@example.org' });
    const jobs = await app.pool.query('select payload::text from graphile_worker._private_jobs');
    expect(jobs.rows).toHaveLength(1);
    expect(JSON.stringify(jobs.rows)).not.toContain('grace');
    const link = linkIn((await deliverMails(app))[0], '/sign-up/');
    const token = link.split('/').at(-1)!;
    const { rows } = await app.pool.query(`select one_time_tokens::text as it from one_time_tokens`);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString('hex'));
  });

  it('gives the same response whether or not the address has an account; only the email differs', async () => {
    await app.openAccount({ email: 'known@example.org' });
    const known = await app.visitor().post('/sign-up', { email: 'KNOWN@example.org' });
    const unknown = await app.visitor().post('/sign-up', { email: 'unknown@example.org' });
    expect(known.html).toBe(unknown.html);
    expect([known.status, known.path]).toEqual([unknown.status, unknown.path]);
    const mails = await deliverMails(app);
    const textTo = (address: string) => mails.find((mail) => mail.to?.[0]?.address === address)?.text;
    expect(textTo('known@example.org')).toContain('/sign-in');
    expect(textTo('known@example.org')).not.toContain('/sign-up/');
    expect(textTo('unknown@example.org')).toContain('/sign-up/');
  });

  it('opens one account, however many requests finish at once', async () => {
    const links = [await linkFor('twice@example.org'), await linkFor('twice@example.org')];
    const finish = (link: string) =>
      app.visitor().post(link, { password: 'correct horse', time_zone: 'UTC' }, { follow: false });
    const answers = await Promise.all([...links, ...links].map(finish));
    const openings = answers.filter(({ headers }) => headers.get('location') === '/');
    expect(openings).toHaveLength(1);
    for (const { status } of answers) expect([303, 410]).toContain(status);
    expect(await accountsOf('twice@example.org')).toBe(1);
    const { rows } = await app.pool.query(
      `select (select count(*) from streams) as streams, (select count(*) from credentials) as credentials,
              (select count(*) from entities where kind = 'account') as entities`,
    );
    expect(new Set(Object.values(rows[0])).size).toBe(1);
  });

  it('accepts a link once, and not after a day', async () => {
    const link = await linkFor('once@example.org');
    await app.visitor().post(link, { password: 'correct horse', time_zone: 'UTC' }, { follow: false });
    const again = await app.visitor().get(link);
    expect(again).toMatchObject({ status: 410, text: expect.stringContaining('no longer works') });

    const late = await linkFor('late@example.org');
    const bystander = await linkFor('in-time@example.org');
    await app.pool.query(
      `update one_time_tokens set expires_at = now() - interval '1 second' where email = 'late@example.org'`,
    );
    expect((await app.visitor().get(late)).status).toBe(410);
    expect((await app.visitor().post(late, { password: 'correct horse', time_zone: 'UTC' })).status).toBe(
      410,
    );
    expect(await accountsOf('late@example.org')).toBe(0);
    expect((await app.visitor().get(bystander)).status).toBe(200);
  });

  it('retries when the mail server is down, and sends the email once', async () => {
    await app.visitor().post('/sign-up', { email: 'patient@example.org' });
    expect(await deliverMails(app, 'smtp://127.0.0.1:1')).toEqual([]);
    const { rows } = await app.pool.query('select attempts, last_error from graphile_worker._private_jobs');
    expect(rows).toEqual([{ attempts: 1, last_error: expect.not.stringContaining('patient') }]);
    await app.pool.query('update graphile_worker._private_jobs set run_at = now()');
    const mails = await deliverMails(app);
    expect(mails.map((mail) => mail.to?.[0]?.address)).toEqual(['patient@example.org']);
    expect((await app.visitor().get(linkIn(mails[0], '/sign-up/'))).status).toBe(200);
  });

  it('shows each fault beside its field and keeps the time zone', async () => {
    const link = await linkFor('faulty@example.org');
    const page = await app.visitor().post(link, { password: 'short', time_zone: 'Mars/Olympus' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('at least 10 characters');
    expect(page.text).toContain('choose your time zone');
    expect(page.html).toContain('Mars/Olympus');
    expect(page.html).not.toContain('short"');
    const email = await app.visitor().post('/sign-up', { email: 'no address' });
    expect(email.status).toBe(422);
    expect(email.forms.find(({ action }) => action === '/sign-up')?.fields.email).toBe('no address');
  });

  it('writes neither password nor email to the event log', async () => {
    const { rows } = await app.pool.query(`select events::text as it from events`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/correct horse|argon2|example\.org/);
  });
});
