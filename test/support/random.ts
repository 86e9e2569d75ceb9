export type Random = () => number;

/** Returns a generator of numbers from 0 to 1, the same ones for the same seed (xorshift). */
export function random(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Returns the seed in KITH_SEED, or a new one. Tests print it in their names. */
export function seed(): number {
  return Number(process.env.KITH_SEED ?? Math.floor(Math.random() * 2 ** 31));
}
