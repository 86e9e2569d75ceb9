import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, type Done, execute } from '../../src/engine/deciding/execute';
import type { Kith } from '../../src/kith';
import type { BedDatabase } from './bed';
import {
  randomAction,
  randomDay,
  randomMethod,
  randomName,
  randomNotes,
  randomSentence,
  randomTime,
} from './mix';
import { createRandom, type Random } from './random';

type Writing = Actor & { head: number; contacts: number[] };
export type Written = Done & { accountId: number };

/** Writes to its own accounts. Each command is as a form sends it, with a token and the position that the page showed. */
export type Writer = { write(): Promise<Written> };

/** Creates `count` writers and divides the database's accounts among them, so that they never conflict. */
export async function createWriters(
  { kith, pool, accounts }: BedDatabase,
  count: number,
  seed: number,
): Promise<Writer[]> {
  const all = await readAccounts(pool, accounts);
  return Array.from({ length: count }, (_, writer) => {
    const mine = all.filter((_, index) => index % count === writer);
    if (mine.length === 0) throw new Error('there are more writers than accounts');
    const random = createRandom(seed * 31 + writer + 1);
    return { write: () => write(kith, random, random.pick(mine)) };
  });
}

async function write(kith: Kith, random: Random, account: Writing): Promise<Written> {
  const [command, input] = randomCommand(random, account);
  const done = await execute(kith, account, command, input, {
    token: randomUUID(),
    metadata: { request: randomUUID() },
  });
  if (done.events === 0) throw new Error(`${command.name} appended nothing, so it must not be counted`);
  account.head = done.position;
  if (command === createContact) account.contacts.push(done.subject!);
  return { ...done, accountId: account.accountId };
}

function randomCommand(random: Random, { head, contacts }: Writing): [AnyCommand, object] {
  const action = randomAction(random);
  const about = { contact: random.pick(contacts), seen: head };
  const now = new Date();
  if (action === 'contact') {
    const { label, value } = randomMethod(random);
    const contact_methods = `${label}\t${value}`;
    return [
      createContact,
      { name: randomName(random, head + 1), description: randomSentence(random), contact_methods },
    ];
  }
  if (action === 'interaction') {
    const interacted_on = randomDay(random, now, -30, -1);
    return [
      recordInteraction,
      { contact: about.contact, interacted_on, description: randomSentence(random) },
    ];
  }
  if (action === 'description') return [editContact, { ...about, description: randomSentence(random) }];
  if (action === 'rename') return [editContact, { ...about, name: randomName(random, head + 1) }];
  if (action === 'method') return [editContact, { ...about, contact_methods: randomMethod(random).value }];
  if (action === 'notes') return [planMeeting, { ...about, notes: randomNotes(random) }];
  const meeting_on = randomDay(random, now, 2, 3_000);
  return [planMeeting, { ...about, meeting_on, meeting_time: randomTime(random) }];
}

async function readAccounts(pool: Pool, accounts: readonly number[]): Promise<Writing[]> {
  const { rows } = await pool.query<{
    account_id: number;
    entity_id: number;
    head: number;
    contacts: number[];
  }>(
    `select s.account_id, e.id as entity_id, s.head,
        (select json_agg(contact) from projected_contacts c where c.account_id = s.account_id) as contacts
      from streams s join entities e on e.account_id = s.account_id where s.account_id = any($1)
      order by s.account_id`,
    [accounts],
  );
  return rows.map(({ account_id, entity_id, head, contacts }) => ({
    accountId: account_id,
    entityId: entity_id,
    head,
    contacts,
  }));
}
