import { nextPath, signInPath } from '../../src/accounts/next-path';

describe('where signing in leads', () => {
  it.each(['/contacts/Bob', '/contacts?sort=name&page=2', '/contacts/a%2Fb', '/settings'])(
    'to %s, as asked',
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
  ])('to the contacts rather than to %j', (wanted) => {
    expect(new URL(nextPath(wanted), 'http://kith.test').host).toBe('kith.test');
    expect(nextPath(wanted)).not.toMatch(/^\/[/\\]/);
  });
});
