import { foldText } from '../../src/searching/fold-text';
import { termsOf } from '../../src/searching/terms';

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
  const [term] = termsOf(typed);
  return term!.typo !== null && new RegExp(term!.typo, 'u').test(foldText(meant));
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
