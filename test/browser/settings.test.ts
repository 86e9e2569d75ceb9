import type { Page } from 'playwright-core';
import { listOutbox, readOutboxMail } from '../../src/mail/outbox';
import { outboxFolder } from '../../src/mail/outbox-delivery';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/processes';
import type { Visitor } from '../support/visitor';
import { type Chromium, launchChromium } from './support/chromium';
import { type Hands, handsOn } from './support/hands';
import { look } from './support/look';
import { ways } from './support/ways';

let app: TestApp;
let chromium: Chromium;
let bystander: Visitor;
let page: Page;
let hands: Hands;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
  bystander = (await app.signedIn({ email: 'bystander@example.org' })).visitor;
});
afterEach(async () => {
  expect(await chromium.closeTabs()).toEqual([]);
  const page = await bystander.get('/settings');
  expect(page.text).toContain('bystander@example.org');
  expect(page.html).not.toContain('data-appearance');
});
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByLabel(name);
const told = (words: string) => page.locator('main', { hasText: words }).waitFor();
const read = () => page.locator('main').innerText();

/** The page with this heading, looked at. */
async function on(heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  await look(page);
}

/** The path of the newest link below `stem` in the mails to this address. */
async function linkTo(email: string, stem: string): Promise<string> {
  const folder = outboxFolder(app.config.dataDir);
  let found: string | undefined;
  await until(async () => {
    for (const { file, to } of await listOutbox(folder, 100)) {
      const mail = to === email ? await readOutboxMail(folder, file) : null;
      found ??= new RegExp(`${stem}[\\w-]{20,}`).exec(mail?.text ?? '')?.[0];
    }
    return found;
  });
  return found!;
}

/** What others change while a form is open here. */
async function saveElsewhere(email: string, changes: Record<string, string>): Promise<void> {
  const elsewhere = app.visitor({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0' });
  await elsewhere.post('/sign-in', { email, password: 'correct horse' });
  await elsewhere.submit(await elsewhere.get('/settings'), '/settings', changes);
}

// Twenty pages, each looked at, one way after the other.
jest.setTimeout(180_000);

test.each(ways)('$name, from signing up through all settings', async (way) => {
  const email = `${ways.findIndex(({ name }) => name === way.name)}@example.org`;
  page = await (await chromium.browsing(way)).newPage();
  hands = handsOn(page, way.hands);

  await page.goto('/sign-up');
  await on('Start your Kith');
  await hands.write(field('Email'), email);
  await hands.use(button('Send me the link'));
  await on('Look into your inbox');
  await page.goto(await linkTo(email, '/sign-up/'));
  await on('Almost there');
  await field('Time zone').selectOption('Europe/Berlin');
  await hands.write(field('Password'), 'password2026');
  await hands.use(button('Open my account'));
  await told('harder to guess');
  await look(page);
  await hands.write(field('Password'), 'correct horse');
  await hands.use(button('Open my account'));
  await button('Sign out').waitFor();

  await page.goto('/settings');
  await on('Settings');
  await hands.use(field('Tell me whom I wanted to stay in touch with'));
  await field('Dates').selectOption('year-month-day');
  await field('My morning begins at').selectOption('9');
  const appearance = way.colorScheme === 'light' ? 'Dark' : 'Light';
  await page.getByLabel(appearance, { exact: true }).check();
  await hands.use(button('Save'));
  await told('Saved.');
  await page.locator(`html[data-appearance="${appearance.toLowerCase()}"]`).waitFor();
  await on('Settings');
  expect(await read()).toMatch(/Year, month, day: \w+ \d{4}-\d\d-\d\d/);

  // Somebody else's tab sets the same: a choice between two.
  await saveElsewhere(email, { morning_hour: '5', locale: 'de' });
  await field('My morning begins at').selectOption('8');
  await hands.use(button('Save'));
  await on('This has changed meanwhile');
  expect(await read()).toContain('My morning begins at');
  await page.getByLabel('Keep what is saved now').check();
  await hands.use(button('Save this'));
  await told('Saved.');
  expect(await field('My morning begins at').inputValue()).toBe('5');

  // Where the other tab was signed in.
  expect(await read()).toMatch(/Chrome on Linux[\s\S]*This browser[\s\S]*Firefox on Linux[\s\S]*Last seen/);
  await hands.use(button('Sign out Firefox on Linux'));
  await told('Signed out there.');
  expect(await read()).not.toContain('Firefox on Linux');

  await hands.use(link('Change your email'));
  await on('Another address');
  await hands.write(field('New email'), `new-${email}`);
  await hands.write(field('Your password'), 'wrong horse');
  await hands.use(button('Send me the link'));
  await told('This is not your password');
  await look(page);
  await hands.write(field('Your password'), 'correct horse');
  await hands.use(button('Send me the link'));
  await on('Look into your new inbox');
  await page.goto(await linkTo(`new-${email}`, '/settings/email/'));
  await on('Move to your new address?');
  await hands.use(button('Use this address'));
  await told('You have a new address');
  expect(await read()).toContain(`new-${email}`);

  await hands.use(link('Change your password'));
  await on('Another password');
  await hands.write(field('The password you have'), 'correct horse');
  await hands.write(field('New password'), 'too short');
  await field('New password').evaluate((one) => one.removeAttribute('minlength'));
  await hands.use(button('Save the new password'));
  await told('at least 10 characters');
  await look(page);
  await hands.write(field('The password you have'), 'correct horse');
  await hands.write(field('New password'), 'battery staple');
  await hands.use(button('Save the new password'));
  await told('You have a new password');

  await hands.use(button('Sign out everywhere'));
  await on('Good to see you');
  await told('You are signed out everywhere');
  await hands.use(link('I forgot my password'));
  await on('A new password');
  await hands.write(field('Email'), `new-${email}`);
  await hands.use(button('Send me the link'));
  await on('Look into your inbox');
  await page.goto(await linkTo(`new-${email}`, '/password-reset/'));
  await on('Choose a new password');
  await hands.write(field('New password'), 'third time lucky');
  await hands.use(button('Save the new password'));
  await told('Your new password is set');
  await look(page);
});
