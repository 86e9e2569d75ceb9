import { random, seed } from '../oracle/random-person';
import { randomLife } from '../support/random-life';
import { copied, RowsInMemory } from '../support/rows-in-memory';

const chosen = seed();

test(`folded in any batches, with the rows reloaded, the tables are as folded in one go (KITH_SEED=${chosen})`, () => {
  const next = random(chosen);
  for (let life = 0; life < 60; life++) {
    const { stream } = randomLife(next, 80);
    const stored = new RowsInMemory();
    const longest = 1 + next() * 30;
    for (let from = 0; from < stream.head; ) {
      const upTo = from + 1 + Math.floor(next() * longest);
      stored.project(stream.events.slice(from, upTo));
      from = upTo;
    }
    for (const [stem, table] of Object.entries(stream.tables())) {
      expect({ stem, rows: sorted(stored.rows(stem)) }).toEqual({ stem, rows: sorted(table.finished()) });
    }
  }
});

test(`folded again, over the rows that are there, nothing differs (KITH_SEED=${chosen})`, () => {
  const { stream } = randomLife(random(chosen), 200);
  const [once, again] = [stream.tables(), stream.tables()];
  for (const [stem, table] of Object.entries(again)) {
    table.compareWith(once[stem]!.finished().map(copied));
    expect({ stem, ...table.difference() }).toEqual({ stem, deleted: [], written: [], replaced: [] });
  }
});

function sorted(rows: object[]): object[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
