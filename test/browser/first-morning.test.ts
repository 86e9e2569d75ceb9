import type { Page } from 'playwright-core';
import { createMailer } from '../../src/mail/mailer';
import { sendMorningEmails } from '../../src/morning/send-morning-emails';
import { startApp, type TestApp } from '../support/app';
import { linkIn } from '../support/mails';
import { until } from '../support/processes';
import { startSmtp, type TestSmtp } from '../support/smtp';
import { untilCaughtUp } from '../support/workers';
import { type Chromium, launchChromium } from './support/chromium';

let smtp: TestSmtp;
let app: TestApp;
let chromium: Chromium;

beforeAll(async () => {
  smtp = await startSmtp();
  app = await startApp({ worker: true, env: { SMTP_URL: smtp.url } });
  chromium = await launchChromium(app);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
  await smtp.stop();
});

/** Time zones that browsers report by an older name; uses the first one unless its day is nearly over. */
const zones = [
  { zone: 'Asia/Kolkata', older: 'Asia/Calcutta' },
  { zone: 'America/Argentina/Buenos_Aires', older: 'America/Buenos_Aires' },
];
const { zone, older } = Number(hourIn('Asia/Kolkata')) < 23 ? zones[0]! : zones[1]!;

test.each([
  ['with scripts', true],
  ['without scripts', false],
])(
  '%s a new person signs up, plans a meeting for today, and gets the notes by email',
  async (how, scripts) => {
    const email = `${how.replace(' ', '-')}@example.org`;
    const person = await chromium.browsing({ scripts, timezoneId: zone });
    const page = await person.newPage();
    await signUp(page, email, scripts);

    await page.getByRole('link', { name: 'Add your first contact' }).click();
    await page.getByLabel('Name').fill('Amara Okafor');
    await page.getByLabel('Contact method 1').fill('amara.okafor@example.org');
    await page.getByRole('button', { name: 'Add contact' }).click();
    await page.getByRole('heading', { name: 'Amara Okafor' }).waitFor();

    await page.getByLabel('What did you talk about?').fill('Called about the bees');
    await page.locator('.composer').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Called about the bees').waitFor();
    await page.getByText('You last spoke today').waitFor();

    await page.getByRole('link', { name: 'Plan a meeting' }).click();
    // The previous page has a date field, too.
    await page.getByRole('heading', { name: 'Next meeting with Amara Okafor', level: 1 }).waitFor();
    await page.getByLabel('Date').fill(todayIn(zone));
    await page.getByLabel('Notes').fill('- How is the **new job**?\n- Return her book');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('strong', { hasText: 'new job' }).waitFor();

    await sendMails();
    const mail = await mailTo(email, 'Amara Okafor');
    expect(mail.html).toContain('<strong>new job</strong>');
    expect(mail.text).toMatch(/You last spoke: today.*amara\.okafor@example\.org.*Return her book/s);
    await until(async () => (await page.reload()) && page.getByText('Your notes were emailed').count());
    await sendMails();
    const mails = smtp.mails.filter(({ to, parsed }) => to.includes(email) && /Amara/.test(parsed.subject!));
    expect(mails).toHaveLength(1);
  },
);

async function signUp(page: Page, email: string, scripts: boolean): Promise<void> {
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Sign up' }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await page.goto(linkIn(await mailTo(email, /./), '/sign-up/'));
  const choice = page.getByLabel('Time zone');
  if (scripts) expect([zone, older]).toContain(await choice.inputValue());
  else await choice.selectOption(zone);
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Create account' }).click();
}

async function mailTo(email: string, subject: string | RegExp) {
  const find = () =>
    smtp.mails.find(({ to, parsed }) => to.includes(email) && parsed.subject!.match(subject))?.parsed;
  await until(find);
  return find()!;
}

/** Runs the morning email as of noon in the person's time zone, or as of now if that is later. */
async function sendMails(): Promise<void> {
  // The projection of the emails may catch up later than those of the page.
  await untilCaughtUp(app.kith);
  const noon = Date.now() + (12 - Number(hourIn(zone))) * 3_600_000;
  const now = new Date(Math.max(Date.now(), noon));
  const mailer = createMailer({ ...app.config, log: app.log });
  const kith = { ...app.kith, clock: () => now };
  await sendMorningEmails({ config: app.config, kith, mailer }, { job: 'test' });
  await mailer.close();
}

function hourIn(timeZone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format();
}

function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone }).format();
}
