import { contactMethodOf } from '../../src/domain/values/contact-method';
import { composeMail, type MailLocals } from '../../src/mail/compose';

type Morning = MailLocals['morning'];

const writing = { today: '2026-11-24', locale: 'en', dateFormat: 'locale' } as const;
const settingsLink = 'https://kith.example.org/settings';

const meeting = (contactName: string, changes: Partial<Morning['meetings'][0]> = {}) => ({
  contactName,
  contactMethods: [],
  lastInteractedOn: null,
  meetingOn: '2026-11-24',
  meetingTime: null,
  notes: '',
  link: `https://kith.example.org/contacts/${encodeURIComponent(contactName)}`,
  settingsLink,
  ...writing,
  ...changes,
});
const due = (contactName: string, changes: Partial<Morning['due'][0]> = {}) => ({
  contactName,
  contactMethods: [],
  lastInteractedOn: '2026-10-02',
  everyDays: 30,
  dueOn: '2026-11-01',
  link: `https://kith.example.org/contacts/${encodeURIComponent(contactName)}`,
  ...changes,
});
const compose = (changes: Partial<Morning>) =>
  composeMail('morning', { meetings: [], due: [], settingsLink, ...writing, ...changes });

test('the subject names up to three people, or two and the number of others', () => {
  const people = ['Ann', 'Bob', 'Cem', 'Dora', 'Eve'];
  const subjects = [1, 2, 3, 4, 5].map((count) =>
    compose({ due: people.slice(0, count).map((one) => due(one)) }),
  );
  expect(subjects.map(({ subject }) => subject)).toEqual([
    'Stay in touch: Ann',
    'Stay in touch: Ann and Bob',
    'Stay in touch: Ann, Bob, and Cem',
    'Stay in touch: Ann, Bob, and 2 others',
    'Stay in touch: Ann, Bob, and 3 others',
  ]);
  const both = compose({ meetings: [meeting('مريم'), meeting('Zoë')], due: [due('Ann')] });
  expect(both.subject).toBe('Today: \u2068مريم\u2069 and Zoë · Stay in touch: Ann');
});

test('meetings have a time, notes, and a link; reminders say how often and since when', () => {
  const { text, html } = compose({
    meetings: [
      meeting('Bob', { meetingTime: '09:30', notes: 'Ask about **Rome**.', lastInteractedOn: '2026-11-23' }),
      meeting('Carol', { contactMethods: [contactMethodOf('+49 30 123456')] }),
    ],
    due: [due('Ann & Söhne', { contactMethods: [contactMethodOf('ann@example.org')] })],
  });
  for (const part of [text, html]) {
    for (const words of [
      'Tuesday 24 November 2026',
      '09:30',
      'yesterday',
      '+49 30 123456',
      'every month',
      'Fri 2 Oct',
    ])
      expect(part).toContain(words);
    expect(part).toMatch(/Bob.*Rome.*Carol.*No notes for this meeting\..*Time to get in touch.*Ann &/s);
    for (const name of ['Bob', 'Carol', 'Ann%20%26%20S%C3%B6hne'])
      expect(part).toContain(`https://kith.example.org/contacts/${name}`);
    expect(part).toContain(settingsLink);
    expect(part).not.toMatch(/null|undefined/);
  }
  expect(html).toContain('You’re meeting 2 people today.');
  expect(html).toContain('<bdi>Ann &amp; Söhne</bdi>');
  expect(html).toContain('href="mailto:ann@example.org"');
  expect(html).toContain('<strong>Rome</strong>');
});

test('without a meeting, the email has only reminders', () => {
  const { text, html } = compose({ due: [due('Ann', { lastInteractedOn: null })] });
  for (const part of [text, html]) {
    expect(part).not.toMatch(/You’re meeting|notes/);
    expect(part).toContain('No conversations yet.');
  }
  expect(text).toMatch(
    /^Tuesday 24 November 2026\n\nTime to get in touch\n\n- Ann \(every month\)\n {2}No conversations/,
  );
});
