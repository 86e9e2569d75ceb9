import { listOutbox } from '../../src/mail/outbox';
import { outboxFolder } from '../../src/mail/outbox-delivery';
import { forgetMails } from '../../src/privacy/mails';
import { startApp, type TestApp } from '../support/app';
import { deliverMails, linkIn } from '../support/mails';
import type { Visitor } from '../support/visitor';

let app: TestApp;
let bystander: Visitor;
beforeAll(async () => {
  app = await startApp({ worker: false });
  bystander = (await app.signedIn({ email: 'bystander@example.org' })).visitor;
});
afterAll(() => app.stop());
afterEach(async () => {
  expect((await bystander.get('/settings/email')).text).toContain('bystander@example.org');
});

const password = 'correct horse';

async function ask(visitor: Visitor, email: string, current_password = password) {
  return visitor.submit(await visitor.get('/settings/email'), '/settings/email', { email, current_password });
}

async function lets(email: string): Promise<boolean> {
  return (await app.visitor().post('/sign-in', { email, password }, { follow: false })).status === 303;
}

async function linkFor(visitor: Visitor, email: string): Promise<string> {
  await ask(visitor, email);
  const mails = await deliverMails(app);
  return linkIn(
    mails.find(({ to }) => to?.[0]?.address === email),
    '/settings/email/',
  );
}

const to = (mail: { to?: { address?: string }[] }) => mail.to?.[0]?.address;

describe('a new email', () => {
  it('is confirmed by a link sent to it, and the previous address gets a notice', async () => {
    const { visitor } = await app.signedIn({ email: 'ada@example.org' });
    expect((await ask(visitor, 'Ada@Example.com')).text).toContain('Check your new inbox');
    const mails = await deliverMails(app);
    expect(mails.map(to).sort()).toEqual(['Ada@example.com', 'ada@example.org']);
    const notice = mails.find((mail) => to(mail) === 'ada@example.org');
    expect(notice?.text).toContain('asked to change the email address of your Kith account');
    expect(notice?.text).not.toContain('/settings/email/');

    const link = linkIn(
      mails.find((mail) => to(mail) === 'Ada@example.com'),
      '/settings/email/',
    );
    const page = await visitor.get(link);
    expect(page.text).toContain('Ada@Example.com');
    expect([await lets('ada@example.org'), await lets('ada@example.com')]).toEqual([true, false]);

    const done = await visitor.submit(page, link);
    expect(done.path).toBe('/settings');
    expect(await lets('ada@example.org')).toBe(false);
    expect(await lets('ada@example.com')).toBe(true);
    const [lastNotice] = await deliverMails(app);
    expect(lastNotice && to(lastNotice)).toBe('ada@example.org');
    expect(lastNotice?.text).toContain('Your Kith account now uses a different email address');
    expect((await visitor.post(link, {})).status).toBe(410);
  });

  it('of an account whose log was imported sends all emails to the outbox', async () => {
    const { visitor, accountId } = await app.signedIn({ email: 'imported@example.org' });
    await app.pool.query('update credentials set outbox_only = true where account_id = $1', [accountId]);
    const nowhere = 'smtp://127.0.0.1:1';
    await ask(visitor, 'mine@example.org');
    const mails = await deliverMails(app, nowhere);
    expect(mails.map(to).sort()).toEqual(['imported@example.org', 'mine@example.org']);
    const link = linkIn(
      mails.find((mail) => to(mail) === 'mine@example.org'),
      '/settings/email/',
    );
    await visitor.submit(await visitor.get(link), link);
    // The previous address no longer signs in, but it may still belong to a real person.
    expect((await deliverMails(app, nowhere)).map(to)).toEqual(['imported@example.org']);
  });

  it('needs the password, and is blocked after too many wrong ones, without blocking attempts to sign in', async () => {
    const email = 'guessed@example.org';
    const { visitor } = await app.signedIn({ email });
    const statuses = [];
    for (let n = 1; n <= 11; n++) statuses.push((await ask(visitor, 'new@example.org', `guess ${n}`)).status);
    expect(statuses).toEqual([...Array(10).fill(422), 429]);
    expect((await ask(visitor, 'new@example.org')).status).toBe(429);
    expect(await deliverMails(app)).toEqual([]);
    expect(await lets(email)).toBe(true);
  });

  it.each([
    ['nonsense', 'This doesn’t look like an email address'],
    ['same@example.org', 'That’s already your email'],
  ])('is refused, and what was typed is kept: %s', async (typed, fault) => {
    const identity = { email: 'same@example.org' };
    const visitor = app.visitor();
    await app.openAccount(identity).catch(() => undefined);
    await visitor.post('/sign-in', { ...identity, password });
    const page = await ask(visitor, typed);
    expect(page.status).toBe(422);
    expect(page.text).toContain(fault);
    expect(page.html).toContain(`value="${typed}"`);
    expect(await deliverMails(app)).toEqual([]);
  });

  it('may be the same one with different capitals', async () => {
    const { visitor } = await app.signedIn({ email: 'spelt@example.org' });
    const link = await linkFor(visitor, 'Spelt@example.org');
    await visitor.post(link, {});
    expect((await visitor.get('/settings/email')).text).toContain('Spelt@example.org');
  });

  it('that has an account gets an email saying so, and the response does not reveal it', async () => {
    const { visitor } = await app.signedIn({ email: 'mover@example.org' });
    const page = await ask(visitor, 'bystander@example.org');
    expect(page.text).toContain('Check your new inbox');
    const mails = await deliverMails(app);
    const there = mails.find((mail) => to(mail) === 'bystander@example.org');
    expect(there?.subject).toBe('This email address already has a Kith account');
    expect(there?.text).not.toContain('/settings/email/');
  });

  it('that got an account in the meantime is refused', async () => {
    const { visitor } = await app.signedIn({ email: 'late@example.org' });
    const link = await linkFor(visitor, 'wanted@example.org');
    await app.openAccount({ email: 'Wanted@example.org' });
    const page = await visitor.post(link, {});
    expect([page.status, page.text]).toEqual([
      409,
      expect.stringContaining('Another account now uses this email'),
    ]);
    expect(await lets('late@example.org')).toBe(true);
    expect((await deliverMails(app)).length).toBe(0);
  });

  it('that two accounts confirm at once goes to one of them', async () => {
    const one = (await app.signedIn({ email: 'one@example.org' })).visitor;
    const other = (await app.signedIn({ email: 'other@example.org' })).visitor;
    const links = [await linkFor(one, 'both@example.org'), await linkFor(other, 'both@example.org')];
    const answers = await Promise.all([
      one.post(links[0]!, {}, { follow: false }),
      other.post(links[1]!, {}, { follow: false }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await lets('both@example.org')).toBe(true);
    await deliverMails(app);
  });

  it('can be confirmed only by the account that requested it, since a mistyped address may be a stranger’s', async () => {
    const { visitor } = await app.signedIn({ email: 'careful@example.org' });
    const link = await linkFor(visitor, 'stranger@example.org');
    const signedOut = await app.visitor().get(link, { follow: false });
    expect(signedOut.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(link)}`);
    expect((await bystander.get(link)).status).toBe(410);
    expect((await bystander.post(link, {})).status).toBe(410);
    expect((await visitor.get(link)).status).toBe(200);
    expect(await lets('careful@example.org')).toBe(true);
  });

  it('appears in no event, job, or log line', async () => {
    const { visitor } = await app.signedIn({ email: 'before-xyzzy@example.org' });
    await ask(visitor, 'after-xyzzy@example.org');
    const jobs = await app.pool.query('select payload from graphile_worker._private_jobs');
    expect(JSON.stringify(jobs.rows)).not.toContain('xyzzy');
    const mails = await deliverMails(app);
    await visitor.post(
      linkIn(
        mails.find((mail) => mail.text?.includes('/settings/email/')),
        '/settings/',
      ),
      {},
    );
    await deliverMails(app);
    const events = await app.pool.query('select payload, metadata from events');
    expect(JSON.stringify(events.rows)).not.toContain('xyzzy');
    expect(app.logged.join('')).not.toContain('xyzzy');
  });

  it('invalidates earlier links that change the email or reset the password', async () => {
    const email = 'tidy@example.org';
    const { visitor } = await app.signedIn({ email });
    const abandoned = await linkFor(visitor, 'abandoned@example.org');
    await app.visitor().post('/password-reset', { email });
    const reset = linkIn((await deliverMails(app))[0], '/password-reset/');
    const link = await linkFor(visitor, 'chosen@example.org');
    await visitor.post(link, {});
    expect((await visitor.get(abandoned)).status).toBe(410);
    expect((await app.visitor().get(reset)).status).toBe(410);
    await deliverMails(app);
  });

  it('is erased with the account: no email to any of its addresses stays in the outbox', async () => {
    const folder = outboxFolder(app.config.dataDir);
    await ask(bystander, 'bystander@example.com');
    const { visitor, accountId } = await app.signedIn({ email: 'leaving@example.org' });
    await visitor.post(await linkFor(visitor, 'left@example.org'), {});
    await app.visitor().post('/password-reset', { email: 'left@example.org' });
    await deliverMails(app);
    const left = async () => (await listOutbox(folder, 100)).map((mail) => mail.to).sort();
    const all = await left();
    expect(all).toEqual(
      expect.arrayContaining(['leaving@example.org', 'left@example.org', 'bystander@example.org']),
    );
    await forgetMails(folder, { account: accountId, contact: null, messages: [] });
    expect(await left()).toEqual(
      all.filter((to) => !['leaving@example.org', 'left@example.org'].includes(to)),
    );
  });
});
