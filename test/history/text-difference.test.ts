import { type Part, textDifference } from '../../src/history/text-difference';
import { random, seed } from '../oracle/random-person';

const marks = { same: '', gone: '-', new: '+' };
const shown = (parts: Part[]) => parts.map(({ kind, text }) => `${marks[kind]}[${text}]`).join('');

test.each([
  ['', 'Paints.', '+[Paints.]'],
  ['Paints.', '', '-[Paints.]'],
  ['Paints trees', 'Paints happy trees', '[Paints ]+[happy ][trees]'],
  ['one two three', 'one 2 three', '[one ]-[two]+[2][ three]'],
  ['one two three four', 'one 2 3 four', '[one ]-[two three]+[2 3][ four]'],
  ['the same', 'the same', '[the same]'],
  ['', '', ''],
])('from %j to %j', (before, after, difference) => {
  expect(shown(textDifference(before, after))).toBe(difference);
});

const chosen = seed();

test(`the parts are both texts, whatever they are (KITH_SEED=${chosen})`, () => {
  const next = random(chosen);
  const text = (words: number) =>
    Array.from(
      { length: Math.floor(next() * words) },
      () => ['a', 'b', ' ', '\n', 'long word'][Math.floor(next() * 5)],
    ).join('');
  for (let round = 0; round < 200; round++) {
    const [before, after] = [text(30), text(30)];
    const parts = textDifference(before, after);
    const without = (kind: Part['kind']) =>
      parts.filter((part) => part.kind !== kind).map((part) => part.text);
    expect([without('new').join(''), without('gone').join('')]).toEqual([before, after]);
  }
});

test('the longest notes are compared within a moment', () => {
  const before = 'happy trees '.repeat(8_000);
  const after = 'sad clouds\n'.repeat(8_000);
  const began = performance.now();
  expect(textDifference(before, after).map(({ kind }) => kind)).toEqual(['gone', 'new']);
  expect(performance.now() - began).toBeLessThan(2_000);
});
