/**
 * Whether a password is among those that guessers try first, however it is dressed up: a common word with digits
 * around it, keys in a row, one thing said again and again, or the person's own address (NIST SP 800-63B, 3.1.1.2).
 */
export function isEasilyGuessed(password: string, email: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const own = [email.toLowerCase(), local, domain, domain.split('.')[0] ?? ''].filter(
    ({ length }) => length > 3,
  );
  return isRepeated(plain) || isRow(plain) || isDressedUp(plain, own);
}

/** aaaaaaaaaa, 1212121212, kithkithkith. */
function isRepeated(text: string): boolean {
  return /^(.{1,5}?)\1+.?$/u.test(text);
}

/** 1234567890, qwertyuiop, 0987654321: each key beside the one before. */
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

/** P@ssw0rd2026!, iloveyou123: nothing but words that everybody thinks of, once digits and signs are off. */
function isDressedUp(text: string, own: string[]): boolean {
  const bare = (it: string) => it.replace(/[^\p{L}]/gu, '');
  const spoken = bare([...text].map((sign) => letters[sign] ?? sign).join(''));
  const words = [...common, ...own.map(bare)].filter(Boolean);
  return [bare(text), spoken].some((it) => {
    let rest = it;
    for (const word of words) rest = rest.replaceAll(word, ' ');
    return rest.replace(/\s/g, '').length < 4 && rest !== it;
  });
}

/** What stands for which letter where people think they are clever. */
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

/** The longer ones first, so that what they hold does not break them up. */
const common = `administrator passphrase basketball superman starwars password passwort password liverpool
  changeme whatever trustno sunshine princess football baseball computer internet michelle jennifer
  iloveyou letmein welcome charlie michael chocolate butterfly qwertyuiop asdfghjkl zxcvbnm qwertz azerty qwerty
  monkey dragon master shadow secret batman summer winter spring autumn freedom hello admin login
  guest test user root pass kith love abc`
  .split(/\s+/)
  .sort((a, b) => b.length - a.length);
