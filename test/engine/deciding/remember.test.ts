import fc from 'fast-check';
import type { Pool } from 'pg';
import { localDate } from '../../../src/base/time';
import { createPool } from '../../../src/database/pool';
import { createContact } from '../../../src/domain/commands/create-contact';
import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { forgetContact } from '../../../src/domain/commands/forget-contact';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { restoreContact } from '../../../src/domain/commands/restore-contact';
import { undo } from '../../../src/domain/commands/undo';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { readLog } from '../../../src/engine/deciding/read-log';
import { Conflict, Invalid, NotFound, Refusal, Unavailable } from '../../../src/engine/deciding/refusal';
import type { Projection } from '../../../src/engine/projecting/define-projection';
import type { Engine } from '../../../src/engine/projecting/engine';
import { type About, readAbout } from '../../../src/event-store/read-about';
import { type Act, acts, filledIn, forms, type Known } from '../../support/forms';
import { manyInteractions } from '../../support/many-events';
import { recordStatements, type Statement } from '../../support/recorded-statements';
import { runs } from '../../support/runs';
import { createStage, type Stage } from '../../support/stage';

let stage: Stage;
let pools: Pool[];
/** Two processes on one database. The statements of `here` are recorded. */
let here: Engine;
let there: Engine;
let statements: Statement[];
let actor: Actor;
let bob: number;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());
beforeEach(async () => {
  pools = [createPool(stage.url), createPool(stage.url)];
  statements = recordStatements(pools[0]!);
  here = { ...stage.kith, pool: pools[0]! };
  there = { ...stage.kith, pool: pools[1]! };
  actor = await stage.open();
  bob = await stage.contact(actor, 'Bob', 'Paints');
});
afterEach(async () => {
  for (const pool of pools) await pool.end();
});

/** The positions after which `here` read what it decided on; 0 means that it read everything. */
function readAfter(): number[] {
  const reads = statements.filter(({ name }) => name?.startsWith('read-about'));
  return reads.map(({ values }) => values[1] as number);
}

describe('a process notices what another one did in between:', () => {
  test('an edit', async () => {
    await execute(here, actor, editContact, { contact: bob, description: 'Sails' });
    await execute(there, actor, editContact, { contact: bob, description: 'Sings' });
    const late = { contact: bob, seen: 3, description: 'Swims' };
    await expect(execute(here, actor, editContact, late)).rejects.toThrow(Conflict);
    const same = { contact: bob, seen: 4, description: 'Sings' };
    expect(await execute(here, actor, editContact, same)).toMatchObject({ events: 0 });
    expect(readAfter()).toEqual([0, 2, 4]);
  });

  test('a name is taken, given up, and taken by a contact that did not have it before', async () => {
    const create = (engine: Engine, name: string) => execute(engine, actor, createContact, { name });
    const dora = (await create(here, 'Dora')).subject!;
    await execute(here, actor, deleteContact, { contact: dora });
    const second = (await create(there, 'Dora')).subject!;
    await expect(create(here, 'DORA')).rejects.toThrow(Invalid);
    await execute(there, actor, editContact, { contact: second, name: 'Dorothea' });
    await execute(there, actor, editContact, { contact: bob, name: 'Dora' });
    await expect(create(here, 'Dora')).rejects.toThrow(Invalid);
    await execute(there, actor, editContact, { contact: bob, name: 'Bob' });
    expect(await create(here, 'Dora')).toMatchObject({ events: 1 });
  });

  test('another contact takes the name of a deleted contact, and gives it up', async () => {
    const cem = await stage.contact(actor, 'Cem');
    await execute(here, actor, deleteContact, { contact: bob });
    await execute(there, actor, createContact, { name: 'Ann' });
    await execute(here, actor, restoreContact, { contact: bob });
    await execute(here, actor, deleteContact, { contact: bob });
    await execute(there, actor, editContact, { contact: cem, name: 'Bob' });
    await expect(execute(here, actor, restoreContact, { contact: bob })).rejects.toThrow(Invalid);
    await execute(there, actor, editContact, { contact: cem, name: 'Cem' });
    expect(await execute(here, actor, restoreContact, { contact: bob })).toMatchObject({ events: 1 });
  });

  test('a contact is forgotten: no decision uses its former data', async () => {
    await execute(here, actor, editContact, { contact: bob, description: 'A secret' });
    await execute(there, actor, forgetContact, { contact: bob });
    const late = { contact: bob, description: 'Sails' };
    await expect(execute(here, actor, editContact, late)).rejects.toThrow(NotFound);
    const { events } = await readLog(here, actor.accountId, { subjects: [bob] });
    expect(events.map(({ type, masked }) => [type, masked === true])).toEqual([
      ['contact-created', true],
      ['contact-description-changed', true],
      ['contact-forgotten', false],
    ]);
    expect(JSON.stringify(events.map(({ payload }) => payload))).not.toMatch(/secret|Bob/);
  });
});

describe('the cache keeps at most', () => {
  test('5,000 events of one log', async () => {
    const interaction = { contact: bob, interacted_on: '2026-11-01' };
    await manyInteractions(stage.pool, actor, bob, 4_997);
    for (let time = 1; time <= 4; time++) await execute(here, actor, recordInteraction, interaction);
    // The fourth command finds no cached log, since the third one's had become too long.
    expect(readAfter()).toEqual([0, 4_999, 5_000, 0]);
    const { events } = await readLog(here, actor.accountId, { subjects: [bob] });
    expect(events).toHaveLength(5_002);
  });

  test('20,000 events of all logs: the least recently used log is dropped first', async () => {
    const contacts = [bob, ...(await Promise.all([1, 2, 3, 4].map((n) => stage.contact(actor, `No. ${n}`))))];
    for (const contact of contacts) await manyInteractions(stage.pool, actor, contact, 4_500);
    for (const contact of [0, 1, 2, 3, 0, 4, 0, 1])
      await readLog(here, actor.accountId, { subjects: [contacts[contact]!] });
    expect(readAfter().map((after) => after > 0)).toEqual([
      ...[false, false, false, false],
      ...[true, false, true, false],
    ]);
  });

  test('2,000 logs, including empty ones', async () => {
    const unknown = (n: number) => readLog(here, actor.accountId, { names: [`nobody ${n}`] });
    for (let n = 0; n <= 2_000; n++) await unknown(n);
    statements.length = 0;
    await unknown(2_000);
    await unknown(0);
    expect(readAfter().map((after) => after > 0)).toEqual([true, false]);
  });
});

test('after a handler has failed and been fixed, the same process decides again', async () => {
  let fails = true;
  const failing = here.projections.map((one: Projection) => ({
    ...one,
    handlers: {
      ...one.handlers,
      'contact-description-changed': (...args: [never, never]) => {
        if (fails) throw new TypeError('it fails');
        one.handlers['contact-description-changed']?.(...args);
      },
    },
  }));
  const kith: Engine = { ...here, projections: failing as unknown as Engine['projections'] };
  const edit = (description: string) => execute(kith, actor, editContact, { contact: bob, description });
  await edit('Sails');
  await expect(edit('Sings')).rejects.toThrow(Unavailable);
  fails = false;
  expect(await edit('Sails')).toMatchObject({ events: 0 });
  fails = true;
  await execute(there, actor, editContact, { contact: bob, description: 'Swims' });
  await expect(edit('Sings')).rejects.toThrow(Unavailable);
  fails = false;
  expect(await edit('Swims')).toMatchObject({ events: 0 });
});

/** Commands that affect names: the fewer others there are, the more often names change. */
const chosen: AnyCommand[] = [createContact, editContact, deleteContact, restoreContact, forgetContact, undo];
const without = forms.map(({ command }) => command).filter((command) => !chosen.includes(command));

test('whatever two processes do at once, each decides like a process without a cache', async () => {
  const batches = fc.array(
    fc.array(fc.record({ act: acts({ without }), isHere: fc.boolean() }), { minLength: 1, maxLength: 4 }),
    { minLength: 6, maxLength: 12 },
  );
  const property = fc.asyncProperty(batches, async (batches) => {
    const own = await stage.open();
    const abouts = new Map<string, About>();
    const perform = async ({ act, isHere }: { act: Act; isHere: boolean }, known: Known) => {
      const [command, input] = filledIn(act, known);
      const about = command.about(input);
      abouts.set(JSON.stringify(about), about);
      await execute(isHere ? here : there, own, command, input).catch((error) => {
        if (!(error instanceof Refusal)) throw error;
      });
    };
    for (const batch of batches) {
      const known = await knownOf(own);
      await Promise.all(batch.map((one) => perform(one, known)));
      for (const about of abouts.values()) {
        const fresh = await factsAbout({ ...stage.kith }, own, about);
        for (const engine of [here, there]) expect(await factsAbout(engine, own, about)).toEqual(fresh);
      }
    }
  });
  await fc.assert(property, { ...runs(12), endOnFailure: true });
});

/** What filling in a form requires. */
async function knownOf({ accountId }: Actor): Promise<Known> {
  const { rows } = await stage.pool.query(
    `select array_agg(distinct subject) filter (where subject is not null) as subjects from events where account_id = $1`,
    [accountId],
  );
  const about = { subjects: (rows[0].subjects ?? []).map(Number), account: true };
  const { head, events } = await readAbout(stage.kith, stage.pool, accountId, about);
  return { head, today: localDate(stage.kith.clock(), 'Europe/Berlin'), events };
}

/** Everything that a command may use. */
async function factsAbout(engine: Engine, { accountId }: Actor, about: About) {
  const { head, events, tables } = await readLog(engine, accountId, about);
  const rows = Object.entries(tables).map(([stem, table]) => [stem, sorted(table.all())]);
  return {
    head,
    events: events.map(({ position, type, payload }) => ({ position, type, payload })),
    rows,
  };
}

function sorted(rows: object[]): object[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
