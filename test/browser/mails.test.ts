import { contactMethodOf } from '../../src/domain/values/contact-method';
import { composeMail, type MailLocals } from '../../src/mail/compose';
import { startApp, type TestApp } from '../support/app';
import { type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';

let app: TestApp;
let chromium: Chromium;

beforeAll(async () => {
  app = await startApp();
  chromium = await launchChromium(app);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlstelle';
const link = `https://kith.example.org/sign-up/${'a'.repeat(64)}`;
const writing = { today: '2026-11-24', locale: 'en-US', dateFormat: 'locale' } as const;
const contactMethods = [
  contactMethodOf('ann@example.org', 'work'),
  contactMethodOf('knock twice'),
  contactMethodOf(`https://example.org/${long}`),
];
const notes = `# Ask\n\n- how was *Rome*? [Here](${link})\n- ${long}\n\n> "It was cold."\n\n## And\n\n1. \`bees\`\n\n\`\`\`\n${long}\n\`\`\`
\n| who | what |\n|---|---|\n| Ann | ${long} |\n\n---\n\n### Later\n\n#### Perhaps\n\n- [x] done\n- [ ] not done`;
const meeting: MailLocals['meeting-notes'] = {
  contactName: 'Ann Müller',
  contactMethods,
  lastInteractedOn: '2026-11-02',
  meetingOn: '2026-11-24',
  meetingTime: '18:00',
  notes,
  link,
  settingsLink: link,
  ...writing,
};
const one = {
  contactName: 'Bob',
  contactMethods,
  lastInteractedOn: '2026-01-02',
  everyDays: 30,
  dueOn: '2026-02-01',
  link,
};

/** Every email. A new one does not compile until it is listed here. */
const mails: { [T in keyof MailLocals]: MailLocals[T] } = {
  'meeting-notes': meeting,
  morning: {
    meetings: [
      meeting,
      { ...meeting, contactName: 'مريم', notes: '', lastInteractedOn: null, meetingTime: null },
    ],
    due: [one, { ...one, contactName: long, lastInteractedOn: null, contactMethods: [] }],
    settingsLink: link,
    ...writing,
  },
  'confirm-sign-up': { link },
  welcome: { newContactLink: link, settingsLink: link, morningHour: '7:00 AM' },
  'already-signed-up': { signInLink: link, resetLink: link },
  'password-reset': { link },
  'confirm-email': { link },
  'email-taken': { signInLink: link },
  'email-change-notice': { resetLink: link },
  'email-changed-notice': { resetLink: link },
  'password-changed-notice': { resetLink: link },
};

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each(Object.keys(mails) as (keyof MailLocals)[])('the email %s is accessible', async (template) => {
    const page = await (await chromium.browsing({ colorScheme })).newPage();
    const { html } = composeMail(template, mails[template]);
    // Shows it as its own page, since an email in the outbox is sandboxed, where axe-core can't check it.
    await page.route('/mail', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto('/mail');
    // The mail program provides the background and the landmarks.
    await page.addStyleTag({ content: ':root { background: Canvas; color: CanvasText }' });
    await look(page, { without: ['landmark-one-main', 'region'] });
  });
});
