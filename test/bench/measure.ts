/** Returns the median; for an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Returns a percentile, with linear interpolation between the nearest ranks. NaN if there are no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = ((sorted.length - 1) * percent) / 100;
  const [low, high] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}

/**
 * Measures each candidate once per round, in reverse order every other round, so that anything that slows the machine
 * down for a while affects all of them. Returns the figures of each candidate, by round.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  candidates: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(candidates) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      figures[name].push(await candidates[name]());
    }
  }
  return figures;
}

/** Returns the median of the ratios of the rounds. */
export function medianRatio(ones: readonly number[], others: readonly number[]): number {
  return median(ones.map((one, round) => one / others[round]!));
}

/** Runs `act` repeatedly in `lanes` concurrent loops for `seconds`. Returns the number of runs per second. */
export async function throughput(
  lanes: number,
  seconds: number,
  act: (lane: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  const deadline = began + seconds * 1_000;
  let done = 0;
  const lane = async (_: unknown, index: number) => {
    while (performance.now() < deadline) {
      await act(index);
      done++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done / ((performance.now() - began) / 1_000);
}

/** Returns how long the work takes, in milliseconds. */
export async function duration(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
