import { randomUUID } from 'node:crypto';
import { changeSettings } from '../../src/commands/change-settings';
import { correctInteraction } from '../../src/commands/correct-interaction';
import { createContact } from '../../src/commands/create-contact';
import { deleteContact } from '../../src/commands/delete-contact';
import { editContact } from '../../src/commands/edit-contact';
import { cancelMeeting, planMeeting } from '../../src/commands/plan-meeting';
import { recordInteraction } from '../../src/commands/record-interaction';
import { removeInteraction } from '../../src/commands/remove-interaction';
import { restoreContact } from '../../src/commands/restore-contact';
import { undo } from '../../src/commands/undo';
import type { AnyCommand } from '../../src/deciding/define-command';
import { type Actor, type Done, execute } from '../../src/deciding/execute';
import { Refusal } from '../../src/deciding/refusal';
import type { Engine } from '../../src/projecting/engine';
import { appearances, dateFormats } from '../../src/settings';
import { addDays, localDate } from '../../src/time';

export type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed (xorshift). */
export function random(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A seed of one's own choosing (KITH_SEED), or a new one; printed where a test fails. */
export function seed(): number {
  return Number(process.env.KITH_SEED ?? Math.floor(Math.random() * 2 ** 31));
}

/**
 * Somebody who does this and that with few names and few days, so that what they do collides.
 * `act` resolves to what was done, or null where it was refused.
 */
export function randomPerson(kith: Engine, actor: Actor, next: Random) {
  const contacts: number[] = [];
  const interactions: { contact: number; interaction: number }[] = [];
  let newest = { contact: 0, position: 0 };
  const pick = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)]!;
  const name = () => pick(['Ann', 'Bob', 'BOB', 'Cem', 'Dörte', 'Éva', 'Finn', '𝔊erd', 'new', '..']);
  const word = () => `${pick(['Paints', 'Sails', 'Sings'])} ${pick(['often', 'rarely', 'badly'])}`;
  const ways = ['', '@bob', 'work\tbob@example.org\n+49 30 12345', 'knock twice'];
  const today = localDate(kith.clock(), 'Europe/Berlin');
  const day = () => addDays(today, -1 - Math.floor(next() * 10));
  const laterDay = () => addDays(today, Math.floor(next() * 20));
  const ofContact = (input: object) => ({ contact: pick(contacts), ...input });
  const choices: (() => [AnyCommand, object])[] = [
    () => [createContact, { name: name(), description: word() }],
    () => [editContact, ofContact({ name: name() })],
    () => [editContact, ofContact({ name: name(), description: word(), contact_methods: pick(ways) })],
    () => [editContact, ofContact({ description: word() })],
    () => [deleteContact, ofContact({})],
    () => [restoreContact, ofContact(next() < 0.5 ? {} : { name: name() })],
    () => [recordInteraction, ofContact({ interacted_on: day(), description: word() })],
    () => [recordInteraction, ofContact({ interacted_on: day() })],
    () => [recordInteraction, ofContact({})],
    () => [correctInteraction, { ...pick(interactions), interacted_on: day(), description: word() }],
    () => [removeInteraction, pick(interactions)],
    () => [planMeeting, ofContact({ meeting_on: laterDay(), notes: `Ask about **${word()}**` })],
    () => [planMeeting, ofContact({ meeting_on: laterDay(), meeting_time: '02:30' })],
    () => [planMeeting, ofContact({ notes: `- ${word()}` })],
    () => [cancelMeeting, ofContact({})],
    () => [undo, newest],
    () => [changeSettings, { morning_hour: Math.floor(next() * 24) }],
    () => [
      changeSettings,
      { stay_in_touch_email: next() < 0.5, date_format: pick(dateFormats), appearance: pick(appearances) },
    ],
  ];
  return {
    async act(): Promise<Done | null> {
      const [command, input] = contacts.length === 0 ? choices[0]!() : pick(choices)();
      if (command === correctInteraction || command === removeInteraction) {
        if (interactions.length === 0) return null;
      }
      try {
        const done = await (next() < 0.1 ? submittedTwice : execute)(kith, actor, command, input);
        if (done.subject !== null && done.events > 0)
          newest = { contact: done.subject, position: done.position - done.events + 1 };
        if (command === createContact) contacts.push(done.subject!);
        if (command === recordInteraction) {
          interactions.push({ contact: done.subject!, interaction: done.position - done.events + 1 });
        }
        return done;
      } catch (error) {
        if (error instanceof Refusal && error.kind !== 'unavailable') return null;
        throw error;
      }
    },
  };
}

/** A double click: both submissions at once. What created something must not have created it twice. */
async function submittedTwice(kith: Engine, actor: Actor, command: AnyCommand, input: object): Promise<Done> {
  const options = { token: randomUUID() };
  const submit = () => execute(kith, actor, command, input, options);
  const [first, second] = await Promise.all([submit(), submit()]);
  if (first.events > 0 && second.events > 0) throw new Error(`${command.name} was done twice`);
  return first.events > 0 ? first : second;
}
