import { phrases } from '../../src/web/phrases';

const say = phrases({ locale: 'en', timeZone: 'Europe/Berlin', now: new Date('2026-11-20T23:30:00Z') });
const words = (html: string) => html.replace(/<[^>]+>/g, '');

test('today is the account’s day, not the server’s', () => {
  expect(say.today).toBe('2026-11-21');
});

test.each([
  ['2026-11-21', 'You last spoke today.'],
  ['2026-11-20', 'You last spoke yesterday.'],
  ['2026-11-16', 'You last spoke 5 days ago.'],
  ['2026-11-10', 'You last spoke on Tue 10 Nov.'],
  ['2026-03-04', 'You last spoke in March.'],
  ['2025-03-04', 'You last spoke in March 2025.'],
  [null, 'No conversations yet.'],
])('the last interaction on %s reads: %s', (date, sentence) => {
  expect(words(say.spokeLast(date))).toBe(sentence);
});

test('a past meeting reads like an interaction', () => {
  expect(words(say.met('2026-11-20'))).toBe('You met yesterday.');
  expect(words(say.met('2026-11-10'))).toBe('You met on Tue 10 Nov.');
});

test('dates use the chosen format, and relative days stay words', () => {
  const iso = phrases({
    locale: 'en',
    dateFormat: 'year-month-day',
    timeZone: 'Europe/Berlin',
    now: new Date('2026-11-20T23:30:00Z'),
  });
  expect(words(iso.day('2026-12-24'))).toBe('Thu 2026-12-24');
  expect(iso.day('2026-12-24')).toContain('title="Thursday 2026-12-24"');
  expect(words(iso.spokeLast('2026-11-10'))).toBe('You last spoke on Tue 2026-11-10.');
  expect(words(iso.spokeLast('2026-11-20'))).toBe('You last spoke yesterday.');
});

test('in another language the date follows the sentence', () => {
  const german = phrases({ locale: 'de', timeZone: 'UTC', now: new Date('2026-11-21T12:00:00Z') });
  expect(words(german.spokeLast('2026-03-04'))).toBe('You last spoke: März.');
});

test('the exact date is machine-readable and shown on hover', () => {
  expect(say.meeting('2026-11-24', '09:30')).toBe(
    '<time datetime="2026-11-24T09:30" title="Tuesday 24 November 2026">in 3\u00a0days, 09:30</time>',
  );
});

test('a meeting far in the future has no relative day', () => {
  expect(words(say.meetingInFull('2026-12-24', null))).toBe('Thursday 24 December 2026');
  expect(words(say.meetingInFull('2026-11-22', null))).toBe('Sunday 22 November 2026 ·\u00a0tomorrow');
});

test('lines don’t break inside a time or a relative day', () => {
  const american = phrases({ locale: 'en-US', timeZone: 'UTC', now: new Date('2026-11-21T12:00:00Z') });
  expect(words(american.meeting('2026-11-29', '12:30'))).toBe('Sun, Nov\u00a029, 12:30\u00a0PM');
  expect(words(american.meetingInFull('2026-11-24', null))).toMatch(
    /, November 24, 2026 ·\u00a0in\u00a03\u00a0days$/,
  );
  expect(words(american.meetingInFull('2026-11-24', '12:30'))).toMatch(/24, 2026, 12:30\u00a0PM ·/);
});

test.each([
  ['sent', null, 'Your notes were emailed yesterday, 07:00.'],
  ['missed', 'day-over', 'Your notes weren’t emailed: the day was over before they could be sent.'],
  ['missed', 'refused', 'Your notes weren’t emailed: the mail server rejected your address.'],
  [null, null, ''],
] as const)('an email that is %s (%s) is described', (email, email_reason, sentence) => {
  const email_at = new Date('2026-11-20T06:00:00Z');
  expect(words(say.outcome({ email, email_at, email_reason }))).toBe(sentence);
});

test('an email with an uncertain outcome was not sent again', () => {
  const outcome = {
    email: 'uncertain',
    email_at: new Date('2026-11-20T06:00:00Z'),
    email_reason: null,
  } as const;
  expect(words(say.outcome(outcome))).toContain('weren’t sent again');
});

test.each([
  ['ada', 'A'],
  ['çelik', 'Ç'],
  ['👩‍👩‍👧 family', '👩‍👩‍👧'],
  ['李小龙', '李'],
  ['<b>', '<'],
])('the initial of %s is %s', (name, initial) => {
  expect(say.initial(name)).toBe(initial);
});
