export type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed (xorshift). */
export function random(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A seed of one's own choosing (KITH_SEED), or a new one; printed where a test fails. */
export function seed(): number {
  return Number(process.env.KITH_SEED ?? Math.floor(Math.random() * 2 ** 31));
}
