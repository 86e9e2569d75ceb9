/**
 * Returns whether a password is among those that attackers try first: a common word, even with digits and symbols
 * around it; a row of keys; a repeated pattern; or the person's own email address (NIST SP 800-63B, 3.1.1.2).
 */
export function isEasilyGuessed(password: string, email: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const own = [email.toLowerCase(), local, domain, domain.split('.')[0] ?? ''].filter(
    ({ length }) => length > 3,
  );
  return isRepeated(plain) || isRow(plain) || isDecorated(plain, own);
}

/** aaaaaaaaaa, 1212121212, kithkithkith. */
function isRepeated(text: string): boolean {
  return /^(.{1,5}?)\1+.?$/u.test(text);
}

/** 1234567890, qwertyuiop, 0987654321: each key next to the one before. */
function isRow(text: string): boolean {
  return rows.some((row) => {
    const both = `${row}${row} ${[...row, ...row].reverse().join('')}`;
    return both.includes(text);
  });
}

const rows = [
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn',
];

/** P@ssw0rd2026!, iloveyou123: nothing but common words once digits and symbols are removed. */
function isDecorated(text: string, own: string[]): boolean {
  const bare = (it: string) => it.replace(/[^\p{L}]/gu, '');
  const decoded = bare([...text].map((sign) => letters[sign] ?? sign).join(''));
  const words = [...common, ...own.map(bare)].filter(Boolean);
  return [bare(text), decoded].some((it) => {
    let rest = it;
    for (const word of words) rest = rest.replaceAll(word, ' ');
    return rest.replace(/\s/g, '').length < 4 && rest !== it;
  });
}

/** The usual substitutes for letters. */
const letters: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** The longest first, so that a shorter word inside a longer one doesn't split it. */
const common = `administrator passphrase basketball superman starwars password passwort password liverpool
  changeme whatever trustno sunshine princess football baseball computer internet michelle jennifer
  iloveyou letmein welcome charlie michael chocolate butterfly qwertyuiop asdfghjkl zxcvbnm qwertz azerty qwerty
  monkey dragon master shadow secret batman summer winter spring autumn freedom hello admin login
  guest test user root pass kith love abc`
  .split(/\s+/)
  .sort((a, b) => b.length - a.length);
