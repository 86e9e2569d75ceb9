import { readRowDocstrings } from '../../../src/ops/scaffold/row-docstrings';

const cats = `
/** A query's result. */
export type ListedCat = { name: string };

/** A cat that
 * lives here. */
export type CatRow = {
  /** What it's called. */
  name: string;
  fur: { length: number; color: string };
  /**
   * Its toys,
   * favorite first.
   */
  toys: Record<string, { kind: string }>;
  last_updated_at: Date;
};

export type Other = string;

export type LostCatRow = CatRow & {
  /** When it was last seen: \`YYYY-MM-DD\`. */
  lost_on: string | null;
};

const tables = {
  cats: defineTable<CatRow>({ name: 'projected_cats', columns: {} }),
  lostCats: defineTable<LostCatRow>({
    name: 'projected_lost_cats',
  }),
};
`;

const dogs = `
/** A dog. */
export type DogRow = {
  /** Its name. */
  name: string;
};
`;
const kennels = `export const kennels = defineTable<DogRow>({\n  name: 'projected_dogs',\n});\n`;

describe('readRowDocstrings', () => {
  test('finds what is said about the rows and columns of each table, and omits columns without a docstring', () => {
    expect(readRowDocstrings([cats]).get('projected_cats')).toEqual({
      rowType: 'CatRow',
      row: 'A cat that lives here.',
      columns: { name: "What it's called.", toys: 'Its toys, favorite first.' },
    });
  });

  test('includes the columns of the type that a row type extends, but not what is said about its rows', () => {
    expect(readRowDocstrings([cats]).get('projected_lost_cats')).toEqual({
      rowType: 'LostCatRow',
      row: '',
      columns: {
        name: "What it's called.",
        toys: 'Its toys, favorite first.',
        lost_on: 'When it was last seen: `YYYY-MM-DD`.',
      },
    });
  });

  test('finds a row type in another file than its table', () => {
    expect(readRowDocstrings([kennels, cats, dogs]).get('projected_dogs')).toEqual({
      rowType: 'DogRow',
      row: 'A dog.',
      columns: { name: 'Its name.' },
    });
  });

  test('knows no table whose row type is not exported by a file', () => {
    expect(readRowDocstrings([kennels]).get('projected_dogs')).toBeUndefined();
  });
});
