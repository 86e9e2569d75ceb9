/**
 * Returns a version of `make` that caches its results: a formatter takes about 50 µs to create and a lot of memory.
 * Locales come from requests, so the cache is bounded. It is cleared at 500 entries.
 */
export function memoize<Key extends string[], Made>(make: (...key: Key) => Made): (...key: Key) => Made {
  const made = new Map<string, Made>();
  return (...key) => {
    const name = key.join(' ');
    let one = made.get(name);
    if (one === undefined) {
      if (made.size >= 500) made.clear();
      one = make(...key);
      made.set(name, one);
    }
    return one;
  };
}
