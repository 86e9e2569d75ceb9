import type { Browser } from './browser';
import { duration, median } from './measure';
import { load } from './viewed-account';

/** Loads `count` pages one after the other, after two to warm up. Returns the median time, in milliseconds. */
export async function timePages(browser: Browser, count: number, path: () => string): Promise<number> {
  const times: number[] = [];
  for (let nth = 0; nth < warmUp + count; nth++) {
    const address = path();
    times.push(await duration(() => load(browser, address)));
  }
  return median(times.slice(warmUp));
}

const warmUp = 2;
