import { nameKey, normalizeName } from '../../../src/domain/values/contact-name';
import { spentOn } from '../../support/spent-on';

describe('normalizeName', () => {
  test.each([
    ['  Bob   Ross ', 'Bob Ross'],
    ['Bob\tRoss\n', 'Bob Ross'],
    ['Bob\u00a0\u3000Ross\u2003', 'Bob Ross'],
    ['Jose\u0301', 'José'],
    ['\u1112\u1161\u11ab', '한'],
    ['👩\u200d👩\u200d👧', '👩\u200d👩\u200d👧'],
    ['محمد علي', 'محمد علي'],
    ['..', '..'],
  ])('%j becomes %j', (text, shown) => {
    expect(normalizeName(text)).toBe(shown);
    expect(normalizeName(shown)).toBe(shown);
  });
});

test('text that is far too long for a name is returned unchanged, without slow Unicode normalization', async () => {
  const slow = `a${'\u0301'.repeat(20_000)}${'\u0323'.repeat(20_000)}`;
  const spent = await spentOn(() => {
    expect(normalizeName(slow)).toBe(slow);
    expect(nameKey(slow)).toBe(slow);
  });
  expect(spent).toBeLessThan(100);
});

describe('nameKey', () => {
  test.each([
    ['Bob', 'BOB'],
    ['Straße', 'STRASSE'],
    ['Straße', 'STRAẞE'],
    ['Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
    ['Οδυσσεύσ', 'Οδυσσεύς'],
    ['José', 'JOSE\u0301'],
    ['ﬁnn', 'FINN'],
    ['İpek', 'i\u0307pek'],
    ['ǅuro', 'ǆuro'],
    ['  bob   ross', 'Bob Ross'],
  ])('%s and %s are the same name', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
    expect(nameKey(nameKey(one))).toBe(nameKey(one));
  });

  test.each([
    ['Bob', 'Rob'],
    ['José', 'Jose'],
    ['Sıla', 'Sila'],
    ['İpek', 'Ipek'],
    ['.', '..'],
    ['a/b', 'a b'],
    ['👩', '👩🏽'],
  ])('%s and %s are different names', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  test('a key is at most three times as long as its name', () => {
    for (let code = 1; code < 0x30000; code++) {
      const name = normalizeName(String.fromCodePoint(code));
      if ([...nameKey(name)].length > 3 * [...name].length) throw new Error(code.toString(16));
    }
  });

  test('the key of a key is the same key, for every character', () => {
    const unstable: string[] = [];
    for (let code = 1; code < 0x30000; code++) {
      const key = nameKey(String.fromCodePoint(code));
      if (nameKey(key) !== key) unstable.push(code.toString(16));
    }
    expect(unstable).toEqual([]);
  });
});
