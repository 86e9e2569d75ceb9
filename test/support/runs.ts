import type fc from 'fast-check';

/**
 * How often a property is tried: `often` in `npm test`, many times that in `npm run test:soak`. Where one fails,
 * fast-check prints the smallest example with `seed` and `path`: KITH_SEED and KITH_PATH try that very one again.
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
