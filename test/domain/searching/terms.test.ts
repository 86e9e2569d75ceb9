import fc from 'fast-check';
import { foldText } from '../../../src/domain/searching/fold-text';
import { termsOf } from '../../../src/domain/searching/terms';

test('the terms of a query are its distinct words', () => {
  expect(termsOf('  Anna  ANNA Bérg ').map(({ text }) => text)).toEqual(['anna', 'berg']);
  expect(termsOf('ann@example.org').map(({ text }) => text)).toEqual(['ann example org']);
  expect(termsOf(' %_\\ ')).toEqual([]);
  expect(termsOf('x '.repeat(2) + 'abcdefghij'.split('').join(' '))).toHaveLength(8);
});

test('terms of one or two letters are short, unless a character is a word', () => {
  expect(termsOf('a an ann 張 김').map(({ isShort }) => isShort)).toEqual([true, true, false, false, false]);
});

const isTypoOf = (typed: string, meant: string) => {
  const { typo } = termsOf(typed)[0]!;
  const text = foldText(meant);
  const isMatch = typo !== null && new RegExp(typo.pattern, 'u').test(text);
  if (isMatch) expect(typo.kept.some((part) => text.includes(part))).toBe(true);
  return isMatch;
};

test.each([
  ['jhon', 'John'],
  ['jon', 'John', false],
  ['jonh', 'Marc John'],
  ['johm', 'John'],
  ['johnn', 'John'],
  ['ohnn', 'John', false],
  ['catherin', 'Catherine'],
  ['katherine', 'Catherine'],
  ['cathrin', 'Catherine'],
  ['mary', 'Marcus', false],
  ['mueller', 'Müller'],
  ['мрия', 'Мария'],
  ['2026', '2025', false],
])('%s may be a typo of %s: %s', (typed, meant, expected = true) => {
  expect(isTypoOf(typed, meant)).toBe(expected);
});

test('every match of a typo’s pattern contains one of the kept parts', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-d]{4,8}$/), fc.stringMatching(/^[a-d]{3,9}$/), (typed, meant) => {
      isTypoOf(typed, meant);
    }),
    { numRuns: 5000 },
  );
});
