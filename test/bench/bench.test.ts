import { runScript } from '../support/processes';
import { interleaved, median, medianRatio, percentile } from './measure';
import { intoDocument, meetsTarget, table } from './report';

jest.setTimeout(240_000);

/**
 * Rows that start every kind of process and need no extra packages, and more of them in npm run test:soak. The figures
 * of this run mean nothing.
 */
const always = ['replay', 'fresh-page', 'bulk'];
const others = ['search', 'past', 'busy-contact', 'bystanders', 'growth10'];
const tried = process.env.KITH_SOAK ? [...always, ...others] : always;

test('a quick run measures on a durable server with separate processes, and prints the figures', async () => {
  const run = runScript('test/bench/bench.ts', ['--quick', '--only', tried.join(), '--json', '--seed', '3']);
  const { code } = await run.exit;
  expect(code === 0 ? '' : run.stderr).toBe('');
  const { facts, figures } = JSON.parse(run.stdout.trim().split('\n').at(-1)!);
  expect(facts).toMatchObject({ fsync: 'on', synchronous_commit: 'on', seed: '3', rounds: '1' });
  expect(figures.length).toBeGreaterThan(tried.length);
  for (const { measure, value } of figures)
    expect([measure, Number.isFinite(value)]).toEqual([measure, true]);
  expect(run.stdout).toContain(table(figures));
});

test('an unknown row is refused', async () => {
  const run = runScript('test/bench/bench.ts', ['--only', 'nothing']);
  expect(await run.exit).toMatchObject({ code: 1 });
  expect(run.stderr).toContain('Unknown row: nothing. See --help.');
});

test('candidates take turns, in reverse order every other round', async () => {
  const order: string[] = [];
  const candidate = (name: string) => async () => order.push(name);
  await interleaved(3, { a: candidate('a'), b: candidate('b') });
  expect(order.join('')).toBe('abbaab');
});

test('ratios compare figures of the same round', () => {
  expect([median([3, 1, 2]), median([4, 1])]).toEqual([2, 2.5]);
  expect(percentile([0, 10], 99)).toBeCloseTo(9.9);
  // A machine that is ten times slower for one round doesn't change the ratio.
  expect(medianRatio([10, 1, 10], [5, 0.5, 5])).toBe(2);
});

const figure = { measure: 'this', value: 2.5, unit: '×', detail: 'that' } as const;

test('a figure meets its target if it is within the bound', () => {
  expect(meetsTarget({ ...figure, atLeast: 2.5 })).toBe(true);
  expect(meetsTarget({ ...figure, atLeast: 2.6 })).toBe(false);
  expect(meetsTarget({ ...figure, atMost: 2.4 })).toBe(false);
  expect(meetsTarget(figure)).toBeNull();
});

test('figures without a target have a dash, and statements have a separate table', () => {
  const statement = { measure: 'select', value: 7, unit: 'blocks', detail: 'pkey' } as const;
  const [measures, statements] = table([figure, statement, { ...figure, atMost: 3 }]).split('\n\n');
  expect(measures!.split('\n').slice(2)).toEqual([
    '| this | – | 2.50 × | – | that |',
    '| this | within 3 × | 2.50 × | yes | that |',
  ]);
  expect(statements!.split('\n').slice(2)).toEqual(['| select | 7 blocks | pkey |']);
});

test('a report replaces the old one in the document, and nothing else', () => {
  const report = { facts: { cores: '2' }, quick: false, seconds: 600, figures: [{ ...figure, atLeast: 2 }] };
  const before =
    'Before.\n<!-- figures: npm run bench -- --write-docs -->\nstale\n<!-- end of figures -->\nAfter.';
  const after = intoDocument(before, report);
  expect(after).toMatch(/^Before\.\n/);
  expect(after).toMatch(/\nAfter\.$/);
  expect(after).toContain('| this | at least 2 × | 2.50 × | yes | that |');
  expect(after).not.toContain('stale');
  expect(intoDocument(after, report)).toBe(after);
  expect(() => intoDocument('no place', report)).toThrow();
});
