import { mark, snippet } from '../../../src/domain/searching/mark';
import { termsOf } from '../../../src/domain/searching/terms';

const marked = (text: string, query: string) =>
  mark(text, termsOf(query))
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('');

test.each([
  ['Anna Berg', 'an', '[An]na Berg'],
  ['Anna Berg', 'berg anna', '[Anna] [Berg]'],
  ['Johanna', 'anna', 'Joh[anna]'],
  ['Johanna', 'an', 'Johanna'],
  ['Zoë O’Brien', 'zoe obr', '[Zoë] [O’Br]ien'],
  ['Zoe\u0308 Ann', 'zoe', '[Zoe\u0308] Ann'],
  ['Große Straße', 'strasse', 'Große [Straße]'],
  ['Große Straße', 'stras', 'Große [Straß]e'],
  ['張偉明', '偉', '張[偉]明'],
  ['張偉明', '張偉', '[張偉]明'],
  ['Mail ann.smith@example.org!', 'ann.smith@ex', 'Mail [ann.smith@ex]ample.org!'],
  ['John Smith', 'jhon', '[John] Smith'],
  ['Catherine', 'cathrine', '[Catherine]'],
  ['Johnathan Doe', 'jonath', '[Johnath]an Doe'],
  ['👩🏽 Ann', '👩', '[👩]🏽 Ann'],
  ['Bob', 'ann', 'Bob'],
  ['ann annual anna', 'ann', '[ann] [ann]ual [ann]a'],
])('%s, searched for %s, is marked as %s', (text, query, shown) => {
  expect(marked(text, query)).toBe(shown);
});

test('a snippet of a long text shows whole words around the match, on one line', () => {
  const text = `${'We walked and talked.\n'.repeat(20)}Then Łódź came up, again. ${'And so on. '.repeat(20)}`;
  const words = snippet(text, termsOf('lodz'))
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('');
  expect(words).toMatch(/^… \w.* Then \[Łódź\] came up, again\. .* …$/);
  expect(words.length).toBeLessThan(200);
  expect(snippet('Short', termsOf('nothing'))).toEqual([{ text: 'Short', isMatch: false }]);
});

test('no character is cut in half', () => {
  const shown = snippet('🎂'.repeat(300), termsOf('nothing'));
  expect(
    shown
      .map(({ text }) => text)
      .join('')
      .isWellFormed(),
  ).toBe(true);
});
