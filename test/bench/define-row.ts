import type { Bed } from './bed';

export type Figure = {
  measure: string;
  value: number;
  unit: '×' | 's' | 'ms' | '/s' | 'MB' | 'blocks' | '';
  /** The target: a lower or an upper bound. If neither is set, the figure is only reported. */
  atLeast?: number;
  atMost?: number;
  /** Describes what the figure was computed from. */
  detail: string;
};

export type Conditions = {
  bed: Bed;
  seed: number;
  /** The number of interleaved rounds per ratio. */
  rounds: number;
  /** A small run to check that everything works. Its figures mean nothing. */
  quick: boolean;
  say(line: string): void;
};

/** One or more lines of the table that are measured together. */
export type Row = {
  name: string;
  /** The description for --help. */
  title: string;
  /** Whether the row needs the packages that Kith is compared with. */
  peers?: boolean;
  /** Whether the row takes so long that it runs only with --only. */
  onlyByName?: boolean;
  measure(conditions: Conditions): Promise<Figure[]>;
};

export function perSecond(figures: readonly number[]): string {
  const sorted = [...figures].sort((a, b) => a - b);
  return `${Math.round(sorted[Math.floor(sorted.length / 2)]!).toLocaleString('en')}/s`;
}
