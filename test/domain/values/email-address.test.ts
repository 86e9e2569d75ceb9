import { readEmailAddress } from '../../../src/domain/values/email-address';
import { spentOn } from '../../support/spent-on';

/** Unicode normalization takes time quadratic in the number of combining marks that are out of order. */
const slow = '\u0301'.repeat(20_000) + '\u0323'.repeat(20_000);

describe('an email address', () => {
  it.each([
    ['  Ada@Example.ORG ', 'Ada@Example.ORG', 'ada@example.org'],
    ["o'brien+kith@mail.example.co.uk", "o'brien+kith@mail.example.co.uk", "o'brien+kith@mail.example.co.uk"],
    ['me@localhost', 'me@localhost', 'me@localhost'],
    ['grüße@bücher.example', 'grüße@bücher.example', 'grüße@xn--bcher-kva.example'],
    ['re\u0301ne@example.org', 'réne@example.org', 'réne@example.org'],
  ])('parses %s', (typed, email, key) => {
    expect(readEmailAddress(typed)).toEqual({ email, key });
  });

  it('rejects text that is far too long, without slow Unicode normalization', async () => {
    const spent = await spentOn(() => {
      expect(readEmailAddress(`ada${slow}@example.org`)).toBeNull();
      expect(readEmailAddress(`ada@${slow}`)).toBeNull();
    });
    expect(spent).toBeLessThan(100);
  });

  it.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@@example.org',
    'ada@example.org, bob@example.org',
    'ada@example.org\r\nBcc: bob@example.org',
    'a\0da@example.org',
    'Ada <ada@example.org>',
    'ada..l@example.org',
    '.ada@example.org',
    'ada@example..org',
    'ada@-example.org',
    'ada@exa mple.org',
    'ada@[127.0.0.1]',
    `${'a'.repeat(65)}@example.org`,
    `ada@${'a.'.repeat(130)}org`,
  ])('rejects %j', (typed) => {
    expect(readEmailAddress(typed)).toBeNull();
  });
});
