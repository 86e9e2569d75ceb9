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
const shows = (words: string) => page.locator('main', { hasText: words }).waitFor();
const read = () => page.locator('main').innerText();

/** Waits for the page with this heading, and checks it. */
async function on(heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  await look(page);
}

/** Returns the path of the newest link that starts with `stem` in the emails to this address. */
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

/** Changes settings in another browser while a form is open here. */
async function saveElsewhere(email: string, changes: Record<string, string>): Promise<void> {
  const elsewhere = app.visitor({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0' });
  await elsewhere.post('/sign-in', { email, password: 'correct horse' });
  await elsewhere.submit(await elsewhere.get('/settings'), '/settings', changes);
}

// Checks twenty pages.
jest.setTimeout(180_000);

test.each(ways)('$name, a person signs up and uses all settings', async (way) => {
  const email = `${ways.findIndex(({ name }) => name === way.name)}@example.org`;
  page = await (await chromium.browsing(way)).newPage();
  hands = handsOn(page, way.hands);

  await page.goto('/sign-up');
  await on('Create your account');
  await hands.write(field('Email'), email);
  await hands.use(button('Send me a link'));
  await on('Check your inbox');
  await page.goto(await linkTo(email, '/sign-up/'));
  await on('Almost there');
  await field('Time zone').selectOption('Europe/Berlin');
  await hands.write(field('Password'), 'password2026');
  await hands.use(button('Create account'));
  await shows('harder to guess');
  await look(page);
  await hands.write(field('Password'), 'correct horse');
  await hands.use(button('Create account'));
  await button('Sign out').waitFor();

  await page.goto('/settings');
  await on('Settings');
  await hands.use(field('Remind me who to get in touch with'));
  await field('Date format').selectOption('year-month-day');
  await field('My morning starts at').selectOption('9');
  const appearance = way.colorScheme === 'light' ? 'Dark' : 'Light';
  await page.getByLabel(appearance, { exact: true }).check();
  await hands.use(button('Save'));
  await shows('Saved.');
  await page.locator(`html[data-appearance="${appearance.toLowerCase()}"]`).waitFor();
  await on('Settings');
  expect(await read()).toMatch(/Year, month, day: \w+ \d{4}-\d\d-\d\d/);

  // Another browser changes the same setting: a conflict.
  await saveElsewhere(email, { morning_hour: '5', locale: 'de' });
  await field('My morning starts at').selectOption('8');
  await hands.use(button('Save'));
  await on('This changed while you were editing');
  expect(await read()).toContain('My morning starts at');
  await page.getByLabel('Keep the saved version').check();
  await hands.use(button('Save'));
  await shows('Saved.');
  expect(await field('My morning starts at').inputValue()).toBe('5');

  // The list of signed-in browsers has the other one.
  expect(await read()).toMatch(/Chrome on Linux[\s\S]*This browser[\s\S]*Firefox on Linux[\s\S]*Last seen/);
  await hands.use(button('Sign out Firefox on Linux'));
  await shows('That browser is signed out.');
  expect(await read()).not.toContain('Firefox on Linux');

  await hands.use(link('Change your email'));
  await on('Change your email');
  await hands.write(field('New email'), `new-${email}`);
  await hands.write(field('Your password'), 'wrong horse');
  await hands.use(button('Send me a link'));
  await shows('That’s not your password');
  await look(page);
  await hands.write(field('Your password'), 'correct horse');
  await hands.use(button('Send me a link'));
  await on('Check your new inbox');
  await page.goto(await linkTo(`new-${email}`, '/settings/email/'));
  await on('Confirm your new email');
  await hands.use(button('Use this email'));
  await shows('Email changed.');
  expect(await read()).toContain(`new-${email}`);

  await hands.use(link('Change your password'));
  await on('Change your password');
  await hands.write(field('Current password'), 'correct horse');
  await hands.write(field('New password'), 'too short');
  await field('New password').evaluate((one) => one.removeAttribute('minlength'));
  await hands.use(button('Change password'));
  await shows('at least 10 characters');
  await look(page);
  await hands.write(field('Current password'), 'correct horse');
  await hands.write(field('New password'), 'battery staple');
  await hands.use(button('Change password'));
  await shows('Password changed.');

  await hands.use(button('Sign out everywhere'));
  await on('Good to see you');
  await shows('You’re signed out everywhere');
  await hands.use(link('Forgot your password?'));
  await on('Reset your password');
  await hands.write(field('Email'), `new-${email}`);
  await hands.use(button('Send me a link'));
  await on('Check your inbox');
  await page.goto(await linkTo(`new-${email}`, '/password-reset/'));
  await on('Choose a new password');
  await hands.write(field('New password'), 'third time lucky');
  await hands.use(button('Save new password'));
  await shows('Your password was changed');
  await look(page);
});
