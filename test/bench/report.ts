import type { Figure } from './define-row';

export type Report = {
  /** The machine, the server's settings, and the options of the run. */
  facts: Record<string, string>;
  quick: boolean;
  seconds: number;
  figures: readonly Figure[];
};

/** Formats the figures as Markdown tables: first measures, with their targets, then statements. */
export function table(figures: readonly Figure[]): string {
  const measures = figures.filter((figure) => !isStatement(figure));
  const statements = figures.filter(isStatement);
  return [
    ...(measures.length > 0 ? [verdicts(measures)] : []),
    ...(statements.length > 0 ? [plans(statements)] : []),
  ].join('\n\n');
}

/** A statement is reported by the number of blocks that it touches, and has no target. */
function isStatement(figure: Figure): boolean {
  return figure.unit === 'blocks';
}

function verdicts(figures: readonly Figure[]): string {
  const lines = figures.map(
    (figure) =>
      `| ${figure.measure} | ${target(figure)} | ${shown(figure.value, figure.unit)} | ${verdict(figure)} | ${figure.detail} |`,
  );
  return [
    '| measure | target | measured | met | details |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function plans(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ measure, value, unit, detail }) => `| ${measure} | ${shown(value, unit)} | ${detail} |`,
  );
  return ['| statement | touches | uses |', '| --- | --- | --- |', ...lines].join('\n');
}

/** Whether a figure is within its bound; null if it has none. */
export function meetsTarget({ value, atLeast, atMost }: Figure): boolean | null {
  if (atLeast === undefined && atMost === undefined) return null;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

const [begin, end] = ['<!-- figures: npm run bench -- --write-docs -->', '<!-- end of figures -->'];

/** Returns the document with the report between its two markers. Throws if it has no markers. */
export function intoDocument(document: string, { facts, figures, seconds }: Report): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error('the document has no markers for the figures');
  const conditions = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const text = `Conditions: ${conditions.join(', ')}. The run took ${Math.round(seconds / 60)} min.\n\n${table(figures)}`;
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

function verdict(figure: Figure): string {
  const met = meetsTarget(figure);
  return met === null ? '–' : met ? 'yes' : 'NO';
}

function target({ atLeast, atMost, unit }: Figure): string {
  if (atLeast !== undefined) return `at least ${shown(atLeast, unit)}`;
  return atMost === undefined ? '–' : `within ${shown(atMost, unit)}`;
}

function shown(value: number, unit: Figure['unit']): string {
  // In a file of figures, NaN became null.
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`;
}
