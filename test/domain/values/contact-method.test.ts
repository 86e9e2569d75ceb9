import { contactMethodLink, contactMethodOf } from '../../../src/domain/values/contact-method';
import { spentOn } from '../../support/spent-on';

test.each([
  ['ann@example.org', 'mailto:ann@example.org'],
  [' ann+kith@example.org ', 'mailto:ann%2Bkith@example.org'],
  ['mailto:ann@example.org', 'mailto:ann@example.org'],
  ['a?bcc=eve@example.org', 'mailto:a%3Fbcc%3Deve@example.org'],
  ['anna@bücher.example', 'mailto:anna@bücher.example'],
  ['+49 30 1234-56', 'tel:+4930123456'],
  ['+49 (0)30 123456', 'tel:+4930123456'],
  ['(030) 123 456', 'tel:030123456'],
  ['tel:+1.555.010.9999', 'tel:+15550109999'],
  ['https://example.org/ann?a=b#c', 'https://example.org/ann?a=b#c'],
  ['HTTP://Example.org', 'http://example.org/'],
  ['example.org', 'https://example.org/'],
  ['example.org/ann', 'https://example.org/ann'],
  ['www.ann.berlin', 'https://www.ann.berlin/'],
  ['ann.photography/about', 'https://ann.photography/about'],
])('%j links to %s', (value, href) => {
  expect(contactMethodLink(value)?.href).toBe(href);
});

test.each([
  '',
  ' ',
  '@ann',
  '@ann@example.social',
  'ann',
  'ann.smith',
  'Signal: ann.42',
  'javascript:alert(1)',
  'JAVASCRIPT://example.org/%0aalert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'ftp://example.org',
  'https://',
  'https://exa mple.org',
  'http://[',
  'ann@example.org, bob@example.org',
  'Ann <ann@example.org>',
  'ann@localhost',
  '12',
  '1234567890123456',
  '12:30',
  'call me at 030 1234',
  'ann@example.org\nBcc: x@example.org',
  '\ud800@example.org',
  'knock twice',
  '//example.org',
  `${'a.'.repeat(600)}org`,
])('%j has no link', (value) => {
  expect(contactMethodLink(value)).toBeNull();
});

test('the label is what the person typed, without the scheme', () => {
  expect(contactMethodLink('tel:+49 30 12345')?.label).toBe('+49 30 12345');
  expect(contactMethodLink('https://example.org/a b')).toBeNull();
  expect(contactMethodLink(' example.org ')?.label).toBe('example.org');
});

test.each([
  ['ann@example.org', 'email'],
  ['mailto:ann@example.org', 'email'],
  ['+49 (0)30 123456', 'phone'],
  ['tel:030 12345', 'phone'],
  ['https://example.org/ann', 'url'],
  ['example.org', 'url'],
  ['www.ann.berlin', 'url'],
  ['@ann', 'handle'],
  ['@ann@example.social', 'handle'],
  ['ann.smith', 'handle'],
  ['ann', 'handle'],
  ['Zoë_42', 'handle'],
  ['آن', 'handle'],
  ['', 'other'],
  ['12', 'other'],
  ['...', 'other'],
  ['@', 'other'],
  ['Signal: ann.42', 'other'],
  ['knock twice', 'other'],
  ['ann@localhost', 'other'],
  ['javascript:alert(1)', 'other'],
  ['1234567890123456', 'other'],
  ['\ud800@example.org', 'other'],
  ['x'.repeat(500), 'other'],
])('%j has the kind %s', (value, kind) => {
  expect(contactMethodOf(value, 'work')).toEqual({ kind, label: 'work', value });
});

test('the kind of a long, contrived value is detected in under half a second', async () => {
  const spent = await spentOn(() => {
    for (const part of ['a.', '@', ' ', '1-', 'a@', '\u0301']) contactMethodOf(part.repeat(50_000));
  });
  expect(spent).toBeLessThan(500);
});
