import { hashPassword, passwordFault, verifyPassword } from '../../src/accounts/passwords';
import { spentOn } from '../support/spent-on';

const email = 'ada@example.org';

describe('a new password', () => {
  it.each([
    'correct horse',
    '🐝🦋🐛🐜🪲🐞🦗🪳🕷🦂',
    'Winter hat for Ada',
    'master the violin',
    'x7 k2 p9 q4',
    'ein Passwort aus Worten',
    `${'long '.repeat(38)}and good`,
  ])('may be %s', (password) => {
    expect(passwordFault(password, email)).toBeNull();
  });

  it.each(['', 'short', 'nine char', '🐝🐝🐝🐝', 'x'.repeat(201), 'Ada@example.org'])(
    'may not be %j',
    (password) => {
      expect(passwordFault(password, email)).toEqual(expect.stringMatching(/^Please .+\.$/));
    },
  );

  it.each([
    '1234567890',
    '0987654321',
    '123456789012',
    'qwertyuiop',
    'aaaaaaaaaa',
    'abababababa',
    'kithkithkith',
    'password123',
    'P@ssw0rd2026!',
    'iloveyou!!',
    '1q2w3e4r5t',
    'Letmein 2026',
    'ada@example1',
    'example.org!',
    'welcome-welcome',
  ])('may not be easily guessed: %s', (password) => {
    expect(passwordFault(password, email)).toMatch(/harder to guess/);
  });

  it('is refused immediately if it is far too long, even if normalizing it would be slow', async () => {
    const slow = `a${'\u0301'.repeat(20_000)}${'\u0323'.repeat(20_000)}`;
    const hash = await hashPassword('correct horse');
    const spent = await spentOn(async () => {
      expect(passwordFault(slow, email)).toBe('Please use at most 200 characters.');
      expect(await verifyPassword(hash, slow)).toBe(false);
      expect(await verifyPassword(undefined, slow)).toBe(false);
    });
    expect(spent).toBeLessThan(500);
  });

  it('is stored as a salted Argon2id hash with OWASP’s parameters', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it('matches regardless of how its accents are encoded, and no other password does', async () => {
    const hash = await hashPassword('caf\u00e9 au lait');
    expect(await verifyPassword(hash, 'cafe\u0301 au lait')).toBe(true);
    expect(await verifyPassword(hash, 'cafe au lait')).toBe(false);
  });

  it('matches nothing if there is no account, after the same amount of work', async () => {
    const hash = await hashPassword('correct horse');
    const known = await spentOn(() => verifyPassword(hash, 'wrong horse'));
    const unknown = await spentOn(() => verifyPassword(undefined, 'wrong horse'));
    expect(await verifyPassword(undefined, 'wrong horse')).toBe(false);
    expect(unknown).toBeGreaterThan(known / 4);
    expect(unknown).toBeLessThan(known * 4);
  });
});
