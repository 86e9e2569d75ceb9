import { StartFailure } from '../../src/base/failure';

/** Parses an option's value. Throws a StartFailure if it isn't a whole number above 0. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new StartFailure(`${option} must be a whole number above 0.`);
  return number;
}

/** Divides `total` into `parts` whole numbers. The first ones are larger by one if it doesn't divide evenly. */
export function evenly(parts: number, total: number): number[] {
  return Array.from(
    { length: parts },
    (_, index) => Math.floor(total / parts) + (index < total % parts ? 1 : 0),
  );
}
