import { createContact } from '../../../src/domain/commands/create-contact';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import type { Engine } from '../../../src/engine/projecting/engine';
import { manyInteractions } from '../../support/many-events';
import { createStage, type Stage } from '../../support/stage';

let stage: Stage;
let kith: Engine;
let read: number;
let actor: Actor;
let bob: number;
beforeAll(async () => {
  stage = await createStage();
  actor = await stage.open();
  bob = await stage.contact(actor, 'Bob', 'Paints');
  const ann = await stage.contact(actor, 'Ann');
  await manyInteractions(stage.pool, actor, ann, 20_000);
});
afterAll(() => stage.drop());
beforeEach(() => {
  read = 0;
  kith = { ...stage.kith, pool: countingRows() };
});

/** The pool, counting the events that are read from it outside of transactions. */
function countingRows(): Stage['pool'] {
  return new Proxy(stage.pool, {
    get(pool, property) {
      if (property !== 'query') {
        const value = Reflect.get(pool, property);
        return typeof value === 'function' ? value.bind(pool) : value;
      }
      return async (...args: [never]) => {
        const result = (await pool.query(...args)) as unknown as { rows: object[] };
        read += result.rows.filter((row) => 'payload' in row).length;
        return result;
      };
    },
  });
}

test('the stream has 20,000 events that are pending for every projection', async () => {
  const { rows } = await stage.pool.query(
    `select head - coalesce((select max(position) from projection_cursors c where c.account_id = s.account_id), 0)
      as pending from streams s where account_id = $1`,
    [actor.accountId],
  );
  expect(Number(rows[0].pending)).toBeGreaterThan(20_000);
});

const commands: [string, AnyCommand, () => object][] = [
  ['an edit', editContact, () => ({ contact: bob, seen: bob, description: 'Sails' })],
  ['a plan', planMeeting, () => ({ contact: bob, meeting_on: '2026-12-01', notes: 'Ask.' })],
  ['a new contact', createContact, () => ({ name: 'Cem' })],
];
test.each(commands)('%s reads none of the events of other contacts', async (_, command, input) => {
  await execute(kith, actor, command, input());
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(10);
});

test('neither do four commands at once', async () => {
  const notes = ['one', 'two', 'three', 'four'];
  await Promise.all(
    notes.map((description) => execute(kith, actor, editContact, { contact: bob, description })),
  );
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(30);
});
