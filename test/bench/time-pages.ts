import type { Browser } from './browser';
import { shown } from './house';
import { duration, median } from './measure';

/** The median of so many pages' times in milliseconds, one after the other; those of two pages before do not count. */
export async function timePages(browser: Browser, count: number, path: () => string): Promise<number> {
  const times: number[] = [];
  for (let nth = 0; nth < warmUp + count; nth++) {
    const address = path();
    times.push(await duration(() => shown(browser, address)));
  }
  return median(times.slice(warmUp));
}

const warmUp = 2;
