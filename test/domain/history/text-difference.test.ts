import fc from 'fast-check';
import { type Part, textDifference } from '../../../src/domain/history/text-difference';
import { runs } from '../../support/runs';
import { spentOn } from '../../support/spent-on';

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
])('the difference from %j to %j', (before, after, difference) => {
  expect(shown(textDifference(before, after))).toBe(difference);
});

test('the parts make up both texts', () => {
  const words = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'long word'), { maxLength: 30 });
  const text = words.map((some) => some.join(''));
  const whole = fc.property(text, text, (before, after) => {
    const parts = textDifference(before, after);
    const without = (kind: Part['kind']) =>
      parts.filter((part) => part.kind !== kind).map((part) => part.text);
    expect([without('new').join(''), without('gone').join('')]).toEqual([before, after]);
  });
  fc.assert(whole, runs(200));
});

test('the longest notes are compared quickly', async () => {
  const before = 'happy trees '.repeat(8_000);
  const after = 'sad clouds\n'.repeat(8_000);
  const spent = await spentOn(() =>
    expect(textDifference(before, after).map(({ kind }) => kind)).toEqual(['gone', 'new']),
  );
  expect(spent).toBeLessThan(2_000);
});
