import fc from 'fast-check';
import { foldText } from '../../../src/domain/searching/fold-text';
import { termsOf } from '../../../src/domain/searching/terms';

test('a query is the words between its spaces, each once', () => {
  expect(termsOf('  Anna  ANNA Bérg ').map(({ text }) => text)).toEqual(['anna', 'berg']);
  expect(termsOf('ann@example.org').map(({ text }) => text)).toEqual(['ann example org']);
  expect(termsOf(' %_\\ ')).toEqual([]);
  expect(termsOf('x '.repeat(2) + 'abcdefghij'.split('').join(' '))).toHaveLength(8);
});

test('one or two letters are short, but not where a sign is a word', () => {
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

test('whatever a typo may have been meant to be has one of the parts that are looked for first', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-d]{4,8}$/), fc.stringMatching(/^[a-d]{3,9}$/), (typed, meant) => {
      isTypoOf(typed, meant);
    }),
    { numRuns: 5000 },
  );
});
