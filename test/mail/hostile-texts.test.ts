import { contactMethodOf } from '../../src/domain/values/contact-method';
import { composeMail, type MailLocals } from '../../src/mail/compose';
import { type Allowed, unsafeParts } from '../support/safe-html';
import { hostileTexts } from '../support/xss-corpus';

const common = {
  settingsLink: 'https://kith.example.org/settings',
  today: '2026-11-24',
  locale: 'en',
  dateFormat: 'locale',
} as const;

const meetingWith = (typed: string): MailLocals['meeting-notes'] => ({
  ...common,
  contactName: typed,
  contactMethods: [contactMethodOf(typed, typed), contactMethodOf(`https://example.org/${typed}`)],
  lastInteractedOn: null,
  meetingOn: '2026-11-24',
  meetingTime: '09:30',
  notes: typed,
  link: `https://kith.example.org/contacts/${encodeURIComponent(typed)}`,
});

const mailsWith = (typed: string) => {
  const meeting = meetingWith(typed);
  const { contactName, contactMethods, lastInteractedOn, link } = meeting;
  const due = [{ contactName, contactMethods, lastInteractedOn, link, everyDays: 30, dueOn: '2026-11-20' }];
  return [
    composeMail('meeting-notes', meeting).html,
    composeMail('morning', { ...common, meetings: [meeting, meeting], due }).html,
  ];
};

/** No style that loads anything: only what the views and style-notes.ts say. */
const style = /^(?!.*(url\(|expression|@import))[a-z\d\s:;,.%#'()/-]*$/i;
const ours: Allowed = {
  h1: { style },
  h2: { style },
  div: {
    style,
    dir: /^auto$/,
    role: /^article$/,
    'aria-roledescription': /^email$/,
    'aria-label': /^/,
    lang: /^en$/,
  },
  span: { style },
  bdi: {},
  meta: { charset: /^utf-8$/, name: /^/, content: /^/ },
  title: {},
};
const inPages = [
  'p',
  'h3',
  'h4',
  'h5',
  'h6',
  'blockquote',
  'pre',
  'hr',
  'ul',
  'ol',
  'th',
  'td',
  'a',
  'table',
  'code',
  'br',
];

/** What a mail program would take for an element or attribute that Kith didn't write. */
function unsafe(html: string): string[] {
  // A fragment ignores these elements, but a second <body> adds its attributes to the first.
  expect(html.match(/<(html|head|body)\b/gi)).toEqual(['<html', '<head', '<body']);
  return unsafeParts(html, ours, Object.fromEntries(inPages.map((name) => [name, { style }])));
}

test.each(hostileTexts)('emails with %j are safe HTML', (typed) => {
  expect(mailsWith(typed).flatMap(unsafe)).toEqual([]);
});

test('a link title that looks like a tag stays a title', () => {
  const title = '<p><img src=x onerror=alert(1)>';
  const [html] = mailsWith(`[her page](https://example.org "${title}")`);
  expect(html).toContain(`title="${title}"`);
  expect(unsafe(html!)).toEqual([]);
});

test('all of them together are safe HTML', () => {
  expect(mailsWith(hostileTexts.join('\n\n')).flatMap(unsafe)).toEqual([]);
});
