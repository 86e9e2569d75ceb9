import { deleteContacts } from '../../../src/domain/commands/delete-contacts';
import { restoreContacts } from '../../../src/domain/commands/restore-contacts';
import { tagContacts } from '../../../src/domain/commands/tag-contacts';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { catchUp } from '../backlog';
import { commanderOf, contactsOf } from '../commander';
import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { withInteractions } from '../invented-interactions';
import { median } from '../measure';
import { evenly } from '../numbers';

const mostRounds = 3;
const singles = 20;

/** Measures single commands on thousands of contacts. */
export const bulk: Row = {
  name: 'bulk',
  title:
    '10,000 contacts tagged, deleted, and restored, each in one command, in an account of 100,000 events',
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const log = withInteractions(Array<number>(quick ? 20 : 10_000).fill(9));
    const [accountId] = await fill(database.kith, { ...log, seed: seed + 1 });
    const command = await commanderOf(database, accountId!);
    const contacts = await contactsOf(database, accountId!);
    const timed = async (what: AnyCommand, input: { contacts: number[]; tag?: string }) => {
      const { events, took } = await command(what, input);
      if (events !== input.contacts.length) throw new Error(`${what.name} appended ${events} events`);
      return took;
    };
    const took = {
      one: [] as number[],
      tagged: [] as number[],
      deleted: [] as number[],
      restored: [] as number[],
    };
    for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
      // Projections are caught up before each command, as they usually are before a person's command.
      await catchUp(database.kith);
      for (const contact of contacts.slice(0, singles))
        took.one.push(await timed(tagContacts, { contacts: [contact], tag: `alone ${round}` }));
      await catchUp(database.kith);
      took.tagged.push(await timed(tagContacts, { contacts, tag: `together ${round}` }));
      await catchUp(database.kith);
      took.deleted.push(await timed(deleteContacts, { contacts }));
      await catchUp(database.kith);
      took.restored.push(await timed(restoreContacts, { contacts }));
      say(JSON.stringify(took));
    }
    await bed.drop(database);
    const count = contacts.length.toLocaleString('en');
    const figureOf = (name: 'tagged' | 'deleted' | 'restored'): Figure => ({
      measure: `${count} contacts ${name} in one command`,
      value: median(took[name]) / 1_000,
      unit: 's',
      detail: 'until the command returns, with its events appended',
    });
    const [batched, alone] = [median(took.tagged) / contacts.length, median(took.one)];
    return [
      figureOf('tagged'),
      figureOf('deleted'),
      figureOf('restored'),
      {
        measure: `tagging one of ${count} contacts in one command against tagging one alone`,
        value: batched / alone,
        unit: '×',
        detail: `${batched.toFixed(2)} ms against ${alone.toFixed(1)} ms`,
      },
    ];
  },
};
