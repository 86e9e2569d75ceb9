/**
 * The same function, which makes each thing once: a formatter costs some 50 µs and much memory. Locales come from
 * outside, so the number kept is bounded.
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
