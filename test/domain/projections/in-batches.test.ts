import fc from 'fast-check';
import { lived, lives } from '../../support/random-life';
import { copied, RowsInMemory } from '../../support/rows-in-memory';
import { runs } from '../../support/runs';

test('folding in batches of any size, reloading the rows between them, gives the same tables as folding at once', () => {
  const batches = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
  const same = fc.property(lives(80), batches, (life, lengths) => {
    const { stream } = lived(life);
    const stored = new RowsInMemory();
    for (let from = 0, turn = 0; from < stream.head; turn++) {
      const upTo = from + lengths[turn % lengths.length]!;
      stored.project(stream.events.slice(from, upTo));
      from = upTo;
    }
    for (const [stem, table] of Object.entries(stream.tables())) {
      expect({ stem, rows: sorted(stored.rows(stem)) }).toEqual({ stem, rows: sorted(table.finished()) });
    }
  });
  fc.assert(same, runs(60));
});

test('folding again finds no difference from the existing rows', () => {
  const again = fc.property(lives(80), (life) => {
    const { stream } = lived(life);
    const [once, again] = [stream.tables(), stream.tables()];
    for (const [stem, table] of Object.entries(again)) {
      const difference = table.differenceTo(once[stem]!.finished().map(copied));
      expect({ stem, ...difference }).toEqual({ stem, removed: [], written: [], replaced: [] });
      expect(table.size).toBe(0);
    }
  });
  fc.assert(again, runs(20));
});

function sorted(rows: object[]): object[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
