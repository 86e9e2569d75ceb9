import fc from 'fast-check';
import { foldText } from '../../../src/domain/searching/fold-text';
import { termsOf } from '../../../src/domain/searching/terms';
import { runs } from '../../support/runs';

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
  return typo !== null && new RegExp(typo.pattern, 'u').test(foldText(meant));
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

test('a word with one wrong, missing, extra, or two swapped letters matches, and contains one of the kept parts', () => {
  const letter = fc.constantFrom('a', 'b', 'c', 'd');
  const edits = (word: string, at: number, letter: string) => [
    word.slice(0, at) + letter + word.slice(at + 1),
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) +
      word
        .slice(at, at + 2)
        .split('')
        .reverse()
        .join('') +
      word.slice(at + 2),
  ];
  fc.assert(
    fc.property(fc.stringMatching(/^[a-d]{4,8}$/), fc.nat(), letter, (typed, position, letter) => {
      for (const meant of edits(typed, position % typed.length, letter)) {
        expect([typed, meant, isTypoOf(typed, meant)]).toEqual([typed, meant, true]);
        expect(termsOf(typed)[0]!.typo!.kept.some((part) => foldText(meant).includes(part))).toBe(true);
      }
    }),
    runs(300),
  );
});
