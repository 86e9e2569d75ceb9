import { createEnginePool } from '../../../src/database/pool';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { tellSubject } from '../../../src/domain/history/tell-history';
import { execute } from '../../../src/engine/deciding/execute';
import { append } from '../../../src/event-store/append';
import { readHead } from '../../../src/event-store/read';
import { interactionRecorded } from '../../support/happened';
import { explain, recordStatements } from '../../support/recorded-statements';
import { createStage, type Stage } from '../../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const say = { day: (date: string) => date, time: (time: string) => time };

test('a contact’s history reads in proportion to the contact’s events, not the account’s', async () => {
  const actor = await stage.open();
  const { accountId } = actor;
  const contact = await stage.contact(actor, 'Ann');
  for (const description of ['Met in Rome', 'Met in Roma'])
    await execute(stage.kith, actor, editContact, { contact, description });
  const before = await readingHistory(accountId, contact);
  const other = await stage.contact(actor, 'Bystander');
  for (let batch = 0; batch < 3; batch++)
    await append(stage.kith, {
      ...actor,
      head: await readHead(stage.pool, accountId),
      events: Array.from({ length: 1_000 }, () => interactionRecorded(other, '2026-11-01')),
    });
  await stage.pool.query('analyze events');

  const after = await readingHistory(accountId, contact);
  expect(after.words).toEqual(before.words);
  expect(after.words).toHaveLength(3);
  // Deeper indexes may need one more block each. Reading all of the account's events would need many more.
  expect(after.blocks).toBeLessThanOrEqual(before.blocks + 6);
  expect((await readingHistory(accountId, other)).blocks).toBeGreaterThan(before.blocks + 40);
});

/** Returns the words of the history, and how many of PostgreSQL's blocks its statements read. */
async function readingHistory(accountId: number, contact: number) {
  const pool = createEnginePool(stage.url, { max: 1 });
  const statements = recordStatements(pool);
  const entries = await tellSubject(stage.kith, pool, accountId, contact, say);
  let blocks = 0;
  for (const statement of statements.filter(({ text }) => / from events\b/.test(text))) {
    const plan = await explain(stage.pool, statement);
    blocks += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  await pool.end();
  return { words: entries.map(({ words }) => words), blocks };
}
