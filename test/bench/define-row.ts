import type { Bed } from './bed';

export type Figure = {
  measure: string;
  value: number;
  unit: '×' | 's' | 'ms' | '/s' | 'MB' | 'blocks' | '';
  /** The bound: at least, or at most, so much. None: told, not judged. */
  atLeast?: number;
  atMost?: number;
  /** What the figure was made of, in words. */
  detail: string;
};

export type Conditions = {
  bed: Bed;
  seed: number;
  /** Interleaved rounds a ratio. */
  rounds: number;
  /** A smaller run that shows that all of it works; its figures say nothing. */
  quick: boolean;
  say(line: string): void;
};

/** A line or more of the table, measured together. */
export type Row = {
  name: string;
  /** What it is, for --help. */
  title: string;
  /** Needs the packages that it compares with. */
  peers?: boolean;
  /** Takes so long that only --only runs it. */
  onlyByName?: boolean;
  measure(conditions: Conditions): Promise<Figure[]>;
};

export function perSecond(figures: readonly number[]): string {
  const sorted = [...figures].sort((a, b) => a - b);
  return `${Math.round(sorted[Math.floor(sorted.length / 2)]!).toLocaleString('en')}/s`;
}
