import type { Figure } from './define-row';

/** The figures as a table in Markdown, each with its verdict. */
export function table(figures: readonly Figure[]): string {
  const lines = figures.map(
    (figure) =>
      `| ${figure.measure} | ${wanted(figure)} | ${shown(figure.value, figure.unit)} | ${verdict(figure)} | ${figure.detail} |`,
  );
  return ['| measure | wanted | measured | | from |', '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}

/** Whether a figure is within its bound; null where it has none. */
export function holds({ value, atLeast, atMost }: Figure): boolean | null {
  if (atLeast === undefined && atMost === undefined) return null;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

function verdict(figure: Figure): string {
  const held = holds(figure);
  return held === null ? '' : held ? 'yes' : 'NO';
}

function wanted({ atLeast, atMost, unit }: Figure): string {
  if (atLeast !== undefined) return `at least ${shown(atLeast, unit)}`;
  return atMost === undefined ? '' : `within ${shown(atMost, unit)}`;
}

function shown(value: number, unit: Figure['unit']): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`;
}
