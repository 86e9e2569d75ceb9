import { StartFailure } from '../../src/base/failure';

/** An option's value. Throws a StartFailure where it is no whole number above 0. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new StartFailure(`${option} must be a whole number above 0.`);
  return number;
}

/** `total` shared out among `parts`; the first ones get what is left over. */
export function evenly(parts: number, total: number): number[] {
  return Array.from(
    { length: parts },
    (_, index) => Math.floor(total / parts) + (index < total % parts ? 1 : 0),
  );
}
