import { setTimeout as pause } from 'node:timers/promises';
import { contactPath } from '../../src/domain/values/contact-path';
import type { Browser, Got } from './browser';
import { duration } from './measure';
import type { Random } from './random';
import { type Person, writeAndSee } from './write-and-see';

/** What people saw: how long each page took in milliseconds, and for how many seconds they looked. */
export type Sight = { times: number[]; seconds: number };

const longest = 120_000;

/**
 * Has these people use Kith while something else is done, and for so many seconds at least: each looks at a page every
 * tenth of a second, and every fourth time writes and waits for the page that shows it. A page that is answered with an
 * error is asked for again, and its time goes on.
 */
export async function lookOn(
  people: readonly Person[],
  random: Random,
  atLeast: number,
  something: () => Promise<unknown>,
): Promise<Sight> {
  const times: number[] = [];
  let ended = false;
  const lane = async (person: Person) => {
    const patiently = { ...person, browser: patient(person.browser) };
    for (let nth = random.below(4); !ended; nth++) {
      times.push(await look(patiently, nth, random));
      await pause(50 + random.below(100));
    }
  };
  const began = performance.now();
  const lanes = Promise.all(people.map(lane));
  const done = Promise.all([something(), pause(atLeast * 1_000)]).finally(() => {
    ended = true;
  });
  await Promise.all([done, lanes]);
  return { times, seconds: (performance.now() - began) / 1_000 };
}

async function look(person: Person, nth: number, random: Random): Promise<number> {
  if (nth % 4 === 3) return (await writeAndSee(person, random)).milliseconds;
  const path = nth % 2 === 0 ? '/contacts' : contactPath(random.pick(person.contacts).name);
  return duration(async () => {
    while ((await person.browser.get(path)).status !== 200) await pause(50);
  });
}

function patient(browser: Browser): Browser {
  const insist = async (ask: () => Promise<Got>) => {
    const deadline = performance.now() + longest;
    for (;;) {
      const got = await ask();
      if (got.status < 500) return got;
      if (performance.now() > deadline) throw new Error(`a page is still answered ${got.status}`);
      await pause(50);
    }
  };
  return {
    ...browser,
    get: (path) => insist(() => browser.get(path)),
    post: (path, fields) => insist(() => browser.post(path, fields)),
  };
}
