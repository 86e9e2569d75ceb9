import { nextPath, signInPath } from '../../src/accounts/next-path';

describe('after signing in, the browser goes', () => {
  it.each(['/contacts/Bob', '/contacts?sort=name&page=2', '/contacts/a%2Fb', '/settings'])(
    'to %s, as requested',
    (wanted) => {
      expect(nextPath(wanted)).toBe(wanted);
      expect(new URL(signInPath(wanted), 'http://kith.test').searchParams.get('next')).toBe(wanted);
    },
  );

  it.each([
    undefined,
    '',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/%09/evil.example/../..//evil.example',
    '/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'contacts',
  ])('to a page of this site instead of %j', (wanted) => {
    expect(new URL(nextPath(wanted), 'http://kith.test').host).toBe('kith.test');
    expect(nextPath(wanted)).not.toMatch(/^\/[/\\]/);
  });
});
