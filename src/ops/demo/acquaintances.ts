import { foldText } from '../../domain/searching/fold-text';
import type { Chance } from './chance';
import { type Circle, circles, details } from './circles';
import type { Introduction } from './life';
import { type Place, places } from './people';

export type Acquaintance = Introduction & { circle: Circle; near: boolean; phrase: string };

/** Returns all people, with how the account holder knows them and how to reach them. */
export function acquaintances(chance: Chance): Acquaintance[] {
  const all = places.flatMap((place) => place.people.map((person) => ({ place, person })));
  return chance.shuffled(all).map(({ place, person }, index) => {
    const [name, local = emailName(person)] = person.split(' / ') as [string, string?];
    const circle = circleAt((index * goldenShare) % 100);
    const near = circle.near ?? chance.is(0.3);
    const description = [
      chance.pick(circle.met),
      chance.is(near ? 0.4 : 0.9) ? `${near ? 'Grew up' : 'Lives'} in ${chance.pick(place.towns)}.` : '',
      chance.pick(details),
    ];
    return {
      name,
      description: sentences(description),
      methods: methodsOf(chance, place, local),
      circle,
      near,
      phrase: chance.pick(place.phrases),
    };
  });
}

export function sentences(parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ');
}

/** Steps of the golden ratio, modulo 100, are spread evenly after any number of steps. */
const goldenShare = 100 * ((Math.sqrt(5) - 1) / 2);

function circleAt(percent: number): Circle {
  let sum = 0;
  for (const circle of circles) {
    sum += circle.share;
    if (percent < sum) return circle;
  }
  throw new Error('the shares add up to less than 100');
}

/** Returns the local part of an email address: "Łukasz Gąsior" has lukasz.gasior@… */
function emailName(name: string): string {
  return foldText(name)
    .trim()
    .replace(/[^a-z]+/g, '.');
}

/** Returns one contact method per line, the preferred one first. Some people have none. */
function methodsOf(chance: Chance, { phone }: Place, local: string): string {
  const family = local.split('.').at(-1)!;
  const number = phone?.replace(/#/g, () => String(chance.between(1, 9)));
  const methods = [
    chance.is(0.75) && `${local}@${chance.pick(['example.org', 'example.net', 'example.com'])}`,
    number && chance.is(0.7) && (chance.is(0.4) ? `mobile\t${number}` : number),
    chance.is(0.2) && `@${local}`,
    chance.is(0.12) &&
      `work\t${local.split('.')[0]}@${chance.pick(['studio', 'school', 'press', 'clinic'])}.example.com`,
    chance.is(0.08) && `https://${family}.example.org`,
  ];
  return methods.filter(Boolean).join('\n');
}
