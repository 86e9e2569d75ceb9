import fc from 'fast-check';
import { foldMapped, foldText } from '../../../src/domain/searching/fold-text';

test.each([
  ['', ''],
  [' - … ', ''],
  ['Anna Berg', ' anna berg'],
  ['  ANNA,\n(Berg)! ', ' anna berg'],
  ['Zoë Łukasz-O’Brien', ' zoe lukasz obrien'],
  ["O'Brien", ' obrien'],
  ['Straße, STRASSE, STRAẞE', ' strasse strasse strasse'],
  ['Søren Æblegård þórr', ' soren aeblegard thorr'],
  ['Sıla İpek', ' sila ipek'],
  ['ﬁne ½ ①', ' fine 1 2 1'.replace('1 2', '12')],
  ['e\u0301 and é', ' e and e'],
  ['ann.smith+x@example.org', ' ann smith x example org'],
  ['50% _off_ \\ done', ' 50 off done'],
  ['Ὀδυσσεύς', ' οδυσσευσ'],
  ['Алёна Зайцева', ' алена заицева'],
  ['מִרְיָם', ' מרים'],
  ['مُحَمَّد أحمد', ' محمد احمد'],
  ['張偉', ' 張 偉'],
  ['がく', ' か\u3099 く'],
  ['김', ' \u1100\u1175\u11b7'],
  ['कि', ' कि'],
  ['สวัสดี', ' สวัสดี'],
  ['I 🎂 cake👩🏽', ' i 🎂 cake 👩'],
])('%j is folded to %j', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test('any text is folded to words and spaces only, with the original index of each character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const { folded, from, to } = foldMapped(text);
      expect(foldText(text)).toBe(folded);
      expect(folded).not.toMatch(/[%_\\.*+?^${}()|[\]]| {2}| $/);
      expect([from.length, to.length]).toEqual([folded.length, folded.length]);
      for (const [unit, start] of from.entries()) expect(to[unit]).toBeGreaterThan(start);
      expect(from).toEqual(from.toSorted((a, b) => a - b));
    }),
    { numRuns: 2000 },
  );
});

test('names with different letters stay different', () => {
  expect(foldText('がく')).not.toBe(foldText('かく'));
  expect(foldText('कि')).not.toBe(foldText('कु'));
});
