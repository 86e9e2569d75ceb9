import type { Random } from './random';

/** What people do, in percent, both in measured commands and in invented logs. */
export const mix = {
  interaction: 45,
  description: 15,
  contact: 10,
  rename: 10,
  method: 10,
  notes: 5,
  meeting: 5,
} as const;

export type Action = keyof typeof mix;

/** The mix in words, for reports. */
export const mixInWords =
  '45% interactions, 15% edited descriptions, 10% new contacts, 10% renames, 10% changed contact methods, ' +
  '5% meeting notes of 5 kB, 5% meetings planned or moved';

export function randomAction(random: Random): Action {
  let left = random.next() * 100;
  for (const [action, percent] of Object.entries(mix)) {
    left -= percent;
    if (left < 0) return action as Action;
  }
  return 'interaction';
}

const firstNames =
  'Ada Bob Carla Dörte Emil Fatima Grace Hiro Inês Jonas Kofi Lena Mário Nia Olga Paul'.split(' ');
const lastNames = 'Abara Brandt Costa Dvořák Eriksen Fischer García Horvat Ito Jansen Kaya Li Mensah'.split(
  ' ',
);
const words =
  'about again asked autumn began book bread brother called children city coffee cooking daughter early evening film ' +
  'finished found garden guitar holiday house learning letter Lisbon listens morning moved music never neighbour new ' +
  'old paints party plays quiet reads river sailing school sings sister spring still summer teaches thinks train ' +
  'travel walks weekend winter works writes year';
const vocabulary = words.split(' ');

/** Returns a name. `number` must be unique in the account, so that the name is. */
export function randomName(random: Random, number: number): string {
  return `${random.pick(firstNames)} ${random.pick(lastNames)} ${number}`;
}

export function randomSentence(random: Random, count = 8): string {
  return Array.from({ length: count }, () => random.pick(vocabulary)).join(' ');
}

export function randomMethod(random: Random): { kind: 'phone' | 'email'; label: string; value: string } {
  const number = 1_000_000 + random.below(9_000_000);
  return random.next() < 0.5
    ? { kind: 'phone', label: 'home', value: `+49 30 ${number}` }
    : { kind: 'email', label: '', value: `somebody.${number}@example.org` };
}

/** Returns 5 kB of Markdown with headings, lists, emphasis, and links, like thorough meeting notes. */
export function randomNotes(random: Random): string {
  let notes = '';
  while (Buffer.byteLength(notes) < 4_900) {
    notes += `## ${randomSentence(random, 3)}\n\n`;
    for (let line = 0; line < 4; line++) {
      const emphasis = random.next() < 0.3 ? `**${randomSentence(random, 2)}** ` : '';
      notes += `- ${emphasis}${randomSentence(random, 12)}\n`;
    }
    notes += `\n${randomSentence(random, 20)}, see [${randomSentence(random, 2)}](https://example.org/${random.below(1e6)}).\n\n`;
  }
  return notes.slice(0, 5_000).trimEnd();
}

/** Returns a day `least` to `most` days after `from`, like 2026-11-24. */
export function randomDay(random: Random, from: Date, least: number, most: number): string {
  const days = least + random.below(most - least + 1);
  return new Date(from.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

export function randomTime(random: Random): string {
  return `${String(8 + random.below(10)).padStart(2, '0')}:${random.pick(['00', '15', '30', '45'])}`;
}
