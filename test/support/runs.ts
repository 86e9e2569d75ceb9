import type fc from 'fast-check';

/**
 * Returns fast-check's parameters for a property: `often` runs in `npm test`, and many times that in `npm run
 * test:soak`. If a property fails, fast-check prints the smallest example with `seed` and `path`. To run exactly that
 * one again, set KITH_SEED and KITH_PATH to them.
 */
export function runs(
  often: number,
): Pick<fc.Parameters<unknown>, 'numRuns' | 'seed' | 'path' | 'endOnFailure'> {
  const { KITH_SEED, KITH_PATH, KITH_SOAK = '1' } = process.env;
  return {
    numRuns: Math.ceil(often * Number(KITH_SOAK)),
    ...(KITH_SEED !== undefined && { seed: Number(KITH_SEED) }),
    ...(KITH_PATH !== undefined && { path: KITH_PATH, endOnFailure: true }),
  };
}
