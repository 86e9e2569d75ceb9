import { editContact } from '../../../src/domain/commands/edit-contact';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { catchUp } from '../backlog';
import { type Commander, commanderOf, contactsOf } from '../commander';
import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { withInteractions } from '../invented-interactions';
import { interleaved, median, medianRatio } from '../measure';
import { randomSentence } from '../mix';
import { evenly } from '../numbers';
import { createRandom, type Random } from '../random';

/** Measures commands on a contact with a long history against those on one with a short history. */
export const busyContact: Row = {
  name: 'busy-contact',
  title:
    'a command on a contact with 2,000 interactions against one with 20, on the same or a new contact each time',
  async measure({ bed, seed, rounds, quick }: Conditions): Promise<Figure[]> {
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const [many, few] = quick ? [40, 4] : [2_000, 20];
    const newOnes = quick ? 3 : 20;
    const each = 1 + newOnes + rounds;
    const counts = [...Array<number>(each).fill(many), ...Array<number>(each).fill(few)];
    const [accountId] = await fill(database.kith, { ...withInteractions(counts), seed: seed + 1 });
    const contacts = await contactsOf(database, accountId!);
    const [busy, quiet] = [contacts.slice(0, each), contacts.slice(each)];
    const change = createChanges(await commanderOf(database, accountId!), createRandom(seed));

    for (const kind of [busy, quiet]) await change(kind.pop()!, 0);
    const once: Record<'busy' | 'quiet', number[]> = { busy: [], quiet: [] };
    await catchUp(database.kith);
    for (let nth = 0; nth < newOnes; nth++) {
      once.busy.push(await change(busy.pop()!, nth));
      once.quiet.push(await change(quiet.pop()!, nth));
    }
    const repeated = async (contact: number) => {
      await catchUp(database.kith);
      const took: number[] = [];
      for (let nth = 0; nth < (quick ? 2 : 20); nth++) took.push(await change(contact, nth));
      return median(took);
    };
    const warm = await interleaved(rounds, {
      busy: () => repeated(busy.pop()!),
      quiet: () => repeated(quiet.pop()!),
    });
    await bed.drop(database);
    const words = (times: typeof once) =>
      `${median(times.busy).toFixed(2)} ms against ${median(times.quiet).toFixed(2)} ms`;
    const name = `a command on a contact with ${many.toLocaleString('en')} interactions against one with ${few}`;
    return [
      {
        measure: `${name}, repeated on the same contact`,
        value: medianRatio(warm.busy, warm.quiet),
        unit: '×',
        atMost: 3,
        detail: `${words(warm)}; alternately recording interactions and editing descriptions`,
      },
      {
        measure: `${name}, each on a contact that the process has not seen before`,
        value: median(once.busy) / median(once.quiet),
        unit: '×',
        detail: `${words(once)}; ${newOnes} contacts of each kind`,
      },
    ];
  },
};

/** Returns a function that alternately records an interaction and edits a description, and returns the milliseconds. */
function createChanges(command: Commander, random: Random) {
  // The position that the page with the next form showed.
  let seen = 0;
  return async (contact: number, nth: number): Promise<number> => {
    const description = `${randomSentence(random)} ${random.below(1e9)}`;
    const { took, position, events } =
      nth % 2 === 0
        ? await command(recordInteraction, { contact, description })
        : await command(editContact, { contact, seen, description });
    if (events === 0) throw new Error('a command appended nothing, so it must not be counted');
    seen = position;
    return took;
  };
}
