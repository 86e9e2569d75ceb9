import { startApp, type TestApp } from '../support/app';
import { deliverMails, linkIn } from '../support/mails';
import type { Visitor } from '../support/visitor';

const day = 24 * 60 * 60 * 1000;
const password = 'correct horse';
const fresh = 'battery staple';

let app: TestApp;
let days = 0;
beforeAll(async () => {
  const clock = () => new Date(Date.now() + days * day);
  // Each visitor has an address of its own, which the test claims as a proxy does.
  app = await startApp({ env: { TRUSTED_PROXIES: 'loopback' }, clock });
});
afterEach(() => {
  days = 0;
});
afterAll(() => app.stop());

let networks = 0;
/** Returns a new browser with an address of its own. */
function elsewhere(): Visitor {
  networks += 1;
  return nextDoor();
}

/** Returns a new browser in the network of the newest one. */
function nextDoor(): Visitor {
  return app.visitor({ 'x-forwarded-for': `2001:db8:0:${networks.toString(16)}::1` });
}

async function signIn(visitor: Visitor, email: string, typed = password): Promise<number> {
  return (await visitor.post('/sign-in', { email, password: typed }, { follow: false })).status;
}

async function known(email: string, visitor = elsewhere()): Promise<Visitor> {
  expect(await signIn(visitor, email)).toBe(303);
  return visitor;
}

/** Guesses from so many addresses that browsers that never signed in to the account must wait. */
async function hunt(email: string): Promise<void> {
  for (let n = 1; n <= 20; n++) await signIn(elsewhere(), email, `guess ${n}`);
  expect(await signIn(elsewhere(), email)).toBe(429);
}

function copied(from: Visitor): Visitor {
  const thief = elsewhere();
  thief.cookies.set('kith-browser', from.cookies.get('kith-browser')!);
  return thief;
}

let people = 0;
async function somebody(): Promise<string> {
  people += 1;
  const email = `somebody-${people}@example.org`;
  await app.openAccount({ email });
  return email;
}

it('25 wrong passwords from one address don’t keep the owner out', async () => {
  const email = await somebody();
  const stranger = elsewhere();
  for (let n = 1; n <= 25; n++) await signIn(stranger, email, `guess ${n}`);
  expect(await signIn(stranger, email)).toBe(429);
  expect(await signIn(elsewhere(), email)).toBe(303);
});

describe('a browser that signed in before', () => {
  it('can sign in while strangers guess from many addresses, its own included', async () => {
    const email = await somebody();
    const owner = await known(email);
    await owner.post('/sign-out', {});
    await hunt(email);
    expect(await signIn(owner, email)).toBe(303);

    const other = await somebody();
    const home = await known(other);
    const neighbor = nextDoor();
    for (let n = 1; n <= 11; n++) await signIn(neighbor, other, `guess ${n}`);
    expect(await signIn(neighbor, other)).toBe(429);
    expect(await signIn(home, other)).toBe(303);
  });

  it('has a limit of its own, which a success doesn’t count toward', async () => {
    const email = await somebody();
    const [laptop, phone] = [await known(email), await known(email)];
    for (let n = 1; n <= 12; n++) expect(await signIn(copied(phone), email)).toBe(303);
    for (let n = 1; n <= 10; n++) expect(await signIn(copied(laptop), email, `guess ${n}`)).toBe(422);
    expect(await signIn(copied(laptop), email)).toBe(429);
    expect(await signIn(phone, email)).toBe(303);
    expect(await signIn(elsewhere(), email)).toBe(303);
  });

  it('is known to its own accounts only', async () => {
    const [email, other, bystander] = [await somebody(), await somebody(), await somebody()];
    const browser = await known(email);
    expect(await signIn(browser, other)).toBe(303);
    for (const one of [email, other, bystander]) await hunt(one);
    expect(await signIn(copied(browser), bystander)).toBe(429);
    expect(await signIn(copied(browser), email)).toBe(303);
    expect(await signIn(copied(browser), other)).toBe(303);
  });

  it('stays known for 90 days after it last signed in', async () => {
    const email = await somebody();
    const owner = await known(email);
    await hunt(email);
    days = 89;
    expect(await signIn(copied(owner), email)).toBe(303);
    days = 91;
    expect(await signIn(copied(owner), email)).toBe(429);
  });

  it('is no longer known once the password changed, except where it was changed', async () => {
    const email = await somebody();
    const [here, there] = [await known(email), await known(email)];
    await here.post('/settings/password', { current_password: password, password: fresh });
    await hunt(email);
    expect(await signIn(there, email, fresh)).toBe(429);
    expect(await signIn(copied(here), email, fresh)).toBe(303);
  });

  it('is no longer known once the password was reset, except where it was reset', async () => {
    const email = await somebody();
    const before = await known(email);
    await hunt(email);
    const visitor = elsewhere();
    const refused = await visitor.post('/sign-in', { email, password });
    expect(refused.links).toContain('/password-reset');
    await visitor.post('/password-reset', { email });
    const mails = await deliverMails(app);
    const link = linkIn(
      mails.find(({ text }) => text?.includes('/password-reset/')),
      '/password-reset/',
    );
    await visitor.post(link, { password: fresh });
    await hunt(email);
    expect(await signIn(before, email, fresh)).toBe(429);
    expect(await signIn(visitor, email, fresh)).toBe(303);
  });

  it('is recognized by a cookie that scripts and plain HTTP don’t get, and that can’t be forged', async () => {
    const email = await somebody();
    const visitor = elsewhere();
    const answer = await visitor.post('/sign-in', { email, password }, { follow: false });
    const [cookie] = answer.headers.getSetCookie().filter((one) => one.startsWith('kith-browser='));
    expect(cookie).toMatch(
      /^kith-browser=[\w.-]+; Max-Age=7776000; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
    await hunt(email);
    const value = visitor.cookies.get('kith-browser')!;
    const [id, until, seal] = value.split('.') as [string, string, string];
    const forged = [
      `${id}.${until}.${seal.slice(0, -2)}AA`,
      `${id}.${Number(until) + 1}.${seal}`,
      `${'A'.repeat(22)}.${until}.${seal}`,
      `${id}.${until}.`,
      `${id}.${until}`,
      '~.~..~%00',
      '~'.repeat(5000),
    ];
    for (const one of forged) {
      const forger = elsewhere();
      forger.cookies.set('kith-browser', one);
      expect(await signIn(forger, email)).toBe(429);
    }
    expect(await signIn(copied(visitor), email)).toBe(303);
  });

  it('gets a Secure cookie where the address is https', async () => {
    const secure = await startApp({ env: { BASE_URL: 'https://kith.example.org' } });
    try {
      await secure.openAccount({ email: 'ada@example.org' });
      const fields = { email: 'ada@example.org', password };
      const { headers } = await secure.visitor().post('/sign-in', fields, { follow: false });
      expect(headers.getSetCookie().find((one) => one.startsWith('kith-browser='))).toMatch(
        /; HttpOnly; Secure; SameSite=Lax$/,
      );
    } finally {
      await secure.stop();
    }
  });

  it('may be the one that signed up', async () => {
    const email = 'newcomer@example.org';
    const visitor = elsewhere();
    await visitor.post('/sign-up', { email });
    const link = linkIn((await deliverMails(app))[0], '/sign-up/');
    await visitor.post(link, { password, time_zone: 'Europe/Berlin' }, { follow: false });
    await hunt(email);
    expect(await signIn(visitor, email)).toBe(303);
  });
});

describe('confirming the password in a session', () => {
  const confirm = async (visitor: Visitor, current_password: string) => {
    const fields = { email: 'next@example.org', current_password };
    return (await visitor.post('/settings/email', fields, { follow: false })).status;
  };

  it('is possible while strangers guess the password', async () => {
    const email = await somebody();
    const owner = await known(email);
    await hunt(email);
    expect(await confirm(owner, password)).toBe(303);
  });

  it('has a limit for each session, and keeps nobody from signing in', async () => {
    const email = await somebody();
    const owner = await known(email);
    const thief = await known(email, nextDoor());
    for (let n = 1; n <= 10; n++) expect(await confirm(thief, `guess ${n}`)).toBe(422);
    expect(await confirm(thief, password)).toBe(429);
    expect(await confirm(owner, password)).toBe(303);
    expect(await signIn(elsewhere(), email)).toBe(303);
  });
});
