import { contactMethodOf } from '../../src/domain/values/contact-method';
import { composeMail, type MailLocals } from '../../src/mail/compose';

const meeting: MailLocals['meeting-notes'] = {
  contactName: 'Ann Müller',
  contactMethods: [contactMethodOf('ann@example.org')],
  lastInteractedOn: '2026-11-02',
  meetingOn: '2026-11-24',
  meetingTime: '09:30',
  notes: '## Ask\n\n- how was *Rome*?\n- <script>alert(1)</script>',
  link: 'https://kith.example.org/contacts/Ann%20M%C3%BCller',
  settingsLink: 'https://kith.example.org/settings',
  today: '2026-11-24',
  locale: 'en',
  dateFormat: 'locale',
};

const compose = (changes: Partial<typeof meeting> = {}) =>
  composeMail('meeting-notes', { ...meeting, ...changes });

test('the morning email shows the contact, the time, how to reach them, and the notes', () => {
  const { subject, text, html } = compose();
  expect(subject).toBe('Today: Ann Müller, 09:30');
  for (const part of [
    'Ann Müller',
    'November 2026, 09:30',
    '2 Nov',
    'ann@example.org',
    meeting.link,
    meeting.settingsLink,
  ]) {
    expect(text).toContain(part);
    expect(html).toContain(part);
  }
  expect(text).toContain('- how was *Rome*?\n');
  expect(html).toContain('<li>how was <em>Rome</em>?</li>');
  expect(html).toContain('<a href="mailto:ann@example.org"');
});

test('dates are in the account’s format', () => {
  const { text, html } = compose({ dateFormat: 'year-month-day' });
  for (const part of [text, html]) {
    expect(part).toContain('Tuesday 2026-11-24, 09:30');
    expect(part).toContain('Mon 2026-11-02');
  }
});

test('times don’t break across lines; the subject has plain spaces only', () => {
  const { subject, text, html } = compose({ meetingTime: '18:00', locale: 'en-US' });
  expect(subject).toBe('Today: Ann Müller, 6:00 PM');
  for (const part of [text, html]) expect(part).toContain('November 24, 2026, 6:00\u00a0PM');
});

test('missing times, notes, interactions, and contact methods are left out', () => {
  const { subject, text, html } = compose({
    meetingTime: null,
    notes: ' \n',
    lastInteractedOn: null,
    contactMethods: [],
  });
  expect(subject).toBe('Today: Ann Müller');
  for (const part of [text, html]) {
    expect(part).toContain('No notes for this meeting.');
    expect(part).not.toMatch(/null|undefined|Contact info|last spoke/);
  }
});

test('all contact methods are listed, the preferred one first', () => {
  const contactMethods = [contactMethodOf('ann@example.org', 'work'), contactMethodOf('+49 30 12345')];
  const { text, html } = compose({ contactMethods });
  expect(text).toContain('Contact info: work: ann@example.org, +49 30 12345\n');
  expect(html).toMatch(/work<\/bdi>: <a href="mailto:ann@example.org"[^>]*>.*, <a href="tel:\+493012345"/);
});

test('a handle is not a link', () => {
  const { html } = compose({ contactMethods: [contactMethodOf('@ann', 'chat')] });
  expect(html).toContain('@ann');
  expect(html).not.toContain('href="@ann');
});

test('HTML that people typed is escaped', () => {
  const { text, html } = compose({
    contactName: '<b onclick="x">&\'',
    contactMethods: [contactMethodOf('"><img src=x>')],
  });
  expect(html).not.toMatch(/<b |<img|<script/);
  expect(text).toContain('<b onclick="x">&\'');
});

test('the email loads nothing from elsewhere', () => {
  const { html } = compose({ notes: '![spy](https://example.org/spy.png)' });
  expect(html).not.toMatch(/\ssrc=|<link|url\(|<style/i);
});

test('the subject is in the account’s language', () => {
  expect(compose({ locale: 'de' }).subject).toBe('Heute: Ann Müller, 09:30');
});

test.each([
  ['confirm-sign-up', { link: 'https://kith.example.org/sign-up/abc?a=1&b=2' }, '24 hours'],
  ['password-reset', { link: 'https://kith.example.org/password-reset/abc?a=1&b=2' }, 'hour'],
] as const)('%s has its link and says when it expires', (template, locals, lasts) => {
  const { subject, text, html } = composeMail(template, locals);
  expect(subject).toContain('Kith');
  expect(text).toContain(`${locals.link}\n`);
  expect(text).toContain(lasts);
  expect(html).toContain(`href="${locals.link.replace('&', '&amp;')}"`);
});

test('someone who already has an account gets links to sign in and to reset the password', () => {
  const links = {
    signInLink: 'https://kith.example.org/sign-in',
    resetLink: 'https://kith.example.org/password-reset',
  };
  const { text, html } = composeMail('already-signed-up', links);
  for (const link of Object.values(links)) {
    expect(text).toContain(`${link}\n`);
    expect(html).toContain(`href="${link}"`);
  }
});

test('the welcome email says how to start, when emails come, and how to change that', () => {
  const newContactLink = 'https://kith.example.org/contacts/new';
  const settingsLink = 'https://kith.example.org/settings';
  const { text, html } = composeMail('welcome', { newContactLink, settingsLink, morningHour: '07:00' });
  for (const link of [newContactLink, settingsLink]) {
    expect(text).toContain(`${link}\n`);
    expect(html).toContain(`href="${link}"`);
  }
  for (const part of [text, html]) expect(part).toContain('at 07:00');
});

test('a right-to-left name does not reorder the subject, and is unchanged in both parts', () => {
  const { subject, text, html } = compose({ contactName: 'مريم الأندلسية' });
  expect(subject).toBe('Today: \u2068مريم الأندلسية\u2069, 09:30');
  expect(text).toMatch(/^مريم الأندلسية\n/);
  expect(html).toContain('<bdi>مريم الأندلسية</bdi>');
});

test('a name of the maximum length is not cut off', () => {
  const contactName = 'Donaudampfschifffahrtsgesellschaft '.repeat(5).trim();
  const { subject, text, html } = compose({ contactName });
  for (const part of [subject, text, html]) expect(part).toContain(contactName);
  expect(html).toContain('overflow-wrap: anywhere');
});

const link = 'https://kith.example.org/a-way/tWPZ3Zv7t-65y80wcHnOZXj9';
test.each([
  ['confirm-sign-up', { link }],
  ['already-signed-up', { signInLink: link, resetLink: `${link}?reset` }],
  ['welcome', { newContactLink: link, settingsLink: `${link}?settings`, morningHour: '07:00' }],
  ['password-reset', { link }],
  ['confirm-email', { link }],
  ['email-taken', { signInLink: link }],
  ['email-change-notice', { resetLink: link }],
  ['password-changed-notice', { resetLink: link }],
  ['email-changed-notice', { resetLink: link }],
] as [keyof MailLocals, never][])('%s says the same in its text and HTML parts', (template, locals) => {
  const { subject, text, html } = composeMail(template, locals);
  expect(subject.length).toBeLessThan(60);
  const shown = html.replace(/<head>.*<\/head>/s, '').replace(/<[^>]+>/g, ' ');
  const words = (it: string) => it.replaceAll('’', "'").replace(/\s+/g, ' ').replace(/^ | $/g, '');
  const [heading = ''] = text.split('\n');
  expect(words(shown).startsWith(heading)).toBe(true);
  for (const sentence of text.split(/\n\n|(?<=[.?]) /).filter((one) => /^[A-Z].*[.?]$/.test(one)))
    expect(words(shown)).toContain(words(sentence));
  for (const [, address] of html.matchAll(/href="([^"]+)"/g)) expect(text).toContain(address);
  expect(html).not.toContain('on the morning of a meeting. <a');
  expect(html).not.toMatch(/<(script|style|img|link)\b/);
  expect(html).toContain('color-scheme: light dark');
});
