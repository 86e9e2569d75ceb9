import type { Figure } from './define-row';

export type Report = {
  /** What it was measured on, and how. */
  facts: Record<string, string>;
  quick: boolean;
  seconds: number;
  figures: readonly Figure[];
};

/** The figures as tables in Markdown: first measures, each with its verdict where it has a bound, then statements. */
export function table(figures: readonly Figure[]): string {
  const measures = figures.filter((figure) => !isStatement(figure));
  const statements = figures.filter(isStatement);
  return [
    ...(measures.length > 0 ? [verdicts(measures)] : []),
    ...(statements.length > 0 ? [plans(statements)] : []),
  ].join('\n\n');
}

/** Told by the blocks that it touches, not judged. */
function isStatement(figure: Figure): boolean {
  return figure.unit === 'blocks';
}

function verdicts(figures: readonly Figure[]): string {
  const lines = figures.map(
    (figure) =>
      `| ${figure.measure} | ${wanted(figure)} | ${shown(figure.value, figure.unit)} | ${verdict(figure)} | ${figure.detail} |`,
  );
  return ['| measure | wanted | measured | holds | from |', '| --- | --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

function plans(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ measure, value, unit, detail }) => `| ${measure} | ${shown(value, unit)} | ${detail} |`,
  );
  return ['| statement | touches | by |', '| --- | --- | --- |', ...lines].join('\n');
}

/** Whether a figure is within its bound; null where it has none. */
export function holds({ value, atLeast, atMost }: Figure): boolean | null {
  if (atLeast === undefined && atMost === undefined) return null;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

const [begin, end] = ['<!-- figures: npm run bench -- --write-docs -->', '<!-- end of figures -->'];

/** The document with the report between its two marks. Throws where it has none. */
export function intoDocument(document: string, { facts, figures, seconds }: Report): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error('the document has no place for the figures');
  const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const text = `Measured on ${told.join(', ')}; the run took ${Math.round(seconds / 60)} min.\n\n${table(figures)}`;
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

function verdict(figure: Figure): string {
  const held = holds(figure);
  return held === null ? '–' : held ? 'yes' : 'NO';
}

function wanted({ atLeast, atMost, unit }: Figure): string {
  if (atLeast !== undefined) return `at least ${shown(atLeast, unit)}`;
  return atMost === undefined ? '–' : `within ${shown(atMost, unit)}`;
}

function shown(value: number, unit: Figure['unit']): string {
  // In a file of figures, what is no number is null.
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`;
}
