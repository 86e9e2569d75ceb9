import { setTimeout as pause } from 'node:timers/promises';
import { contactPath } from '../../src/domain/values/contact-path';
import type { Browser, Got } from './browser';
import { duration } from './measure';
import type { Random } from './random';
import { type Person, writeAndSee } from './write-and-see';

/** How long each page took, in milliseconds, and how long people browsed in total, in seconds. */
export type PageTimes = { times: number[]; seconds: number };

const longest = 120_000;

/**
 * Has people use Kith while `work` runs, and for at least `atLeast` seconds: each loads a page every tenth of a second,
 * and every fourth time submits a change and waits for the page that shows it. A page that fails with a server error is
 * requested again, and the retries count toward its time.
 */
export async function browseDuring(
  people: readonly Person[],
  random: Random,
  atLeast: number,
  work: () => Promise<unknown>,
): Promise<PageTimes> {
  const times: number[] = [];
  let ended = false;
  const lane = async (person: Person) => {
    const retrying = { ...person, browser: withRetries(person.browser) };
    for (let nth = random.below(4); !ended; nth++) {
      times.push(await timePage(retrying, nth, random));
      await pause(50 + random.below(100));
    }
  };
  const began = performance.now();
  const lanes = Promise.all(people.map(lane));
  const done = Promise.all([work(), pause(atLeast * 1_000)]).finally(() => {
    ended = true;
  });
  await Promise.all([done, lanes]);
  return { times, seconds: (performance.now() - began) / 1_000 };
}

async function timePage(person: Person, nth: number, random: Random): Promise<number> {
  if (nth % 4 === 3) return (await writeAndSee(person, random)).milliseconds;
  const path = nth % 2 === 0 ? '/contacts' : contactPath(random.pick(person.contacts).name);
  return duration(async () => {
    while ((await person.browser.get(path)).status !== 200) await pause(50);
  });
}

function withRetries(browser: Browser): Browser {
  const retry = async (send: () => Promise<Got>) => {
    const deadline = performance.now() + longest;
    for (;;) {
      const got = await send();
      if (got.status < 500) return got;
      if (performance.now() > deadline) throw new Error(`a page still returns ${got.status}`);
      await pause(50);
    }
  };
  return {
    ...browser,
    get: (path) => retry(() => browser.get(path)),
    post: (path, fields) => retry(() => browser.post(path, fields)),
  };
}
