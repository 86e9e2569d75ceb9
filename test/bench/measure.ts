/** The middle one; the mean of the middle two. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Linear between the two nearest ranks. Of nothing: NaN. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = ((sorted.length - 1) * percent) / 100;
  const [low, high] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}

/**
 * Measures each of the candidates once a round, in an order that turns round with every round, so that whatever slows
 * the machine down for a while slows all of them. Returns each one's figures, by round.
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

/** The median of the rounds' ratios: what was measured side by side is compared. */
export function medianRatio(ones: readonly number[], others: readonly number[]): number {
  return median(ones.map((one, round) => one / others[round]!));
}

/** How often a second `act` is done by `lanes` that each do it again and again for so many seconds. */
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

/** Milliseconds that the work takes. */
export async function duration(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
