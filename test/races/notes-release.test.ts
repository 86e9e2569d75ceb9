import { editContact } from '../../src/domain/commands/edit-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { contacts } from '../../src/domain/projections/contacts';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import type { Engine } from '../../src/engine/projecting/engine';
import { readPage } from '../../src/engine/projecting/page';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { release } from '../../src/release/migrate';
import { expectEqualToOracle } from '../oracle/compare';
import { oldRelease } from '../support/contacts-v1';
import { until } from '../support/processes';
import { createStage, type Stage, settle } from '../support/stage';
import { endWorkers, untilCaughtUp, workerWithin } from '../support/workers';

jest.setTimeout(60_000);

let stage: Stage;
let old: Engine;
beforeEach(async () => {
  stage = await createStage();
  old = oldRelease(stage.kith);
  await release(old);
});
afterEach(async () => {
  await endWorkers();
  await stage.drop();
});

const sweeping = { every: 100, olderThan: 0 };
const htmlOf = (round: number) => `<p>Ask about <strong>Lisbon ${round}</strong></p>\n`;

/** Two contacts whose notes always change together, so that a page with only half of the changes is detected. */
async function twins(): Promise<Actor & { twins: number[] }> {
  const actor = await stage.open();
  const both = [await stage.contact(actor, 'Ann'), await stage.contact(actor, 'Bea')];
  for (const contact of both) {
    await execute(stage.kith, actor, planMeeting, { contact, notes: 'Ask about **Lisbon 0**' });
  }
  await settle(old, actor.accountId);
  return { ...actor, twins: both };
}

/** Returns the HTML of both contacts' notes, as this release's page shows it. */
async function shown(engine: Engine, accountId: number): Promise<string[]> {
  const contactsOf = engine.projections.find(({ name }) => name === 'contacts')!;
  const reading = await readPage(
    engine,
    accountId,
    [contactsOf],
    (db) =>
      db.query<{ html: string }>(
        `select to_json(c) ->> 'next_meeting_notes_html' as html from projected_contacts c
          where account_id = $1 order by name`,
        [accountId],
      ),
    { written: 0, patience: 5_000 },
  );
  if (!reading.ready) throw new Error('The page is not ready');
  return reading.value.rows.map(({ html }) => html ?? '');
}

test('notes get their HTML while people write and read, with a worker of the old release still running', async () => {
  const { kith, pool } = stage;
  const people = [];
  for (let count = 0; count < 12; count++) people.push(await twins());
  const resting = people.at(-1)!;
  expect(await shown(old, resting.accountId)).toEqual(['', '']);
  await workerWithin(stage, { kith: old, sweeping });

  let stopped = false;
  const writing = (async () => {
    for (let round = 1; !stopped; round++) {
      for (const actor of people.slice(0, -1)) {
        const [first, second] = actor.twins;
        const notes = `Ask about **Lisbon ${round}**`;
        // Both in one append, which is all or nothing.
        await execute(kith, actor, bothNotes(first!, second!, notes), {});
      }
    }
  })();
  const reading = (async () => {
    while (!stopped) {
      for (const { accountId } of people) {
        const [ann, bea] = await shown(kith, accountId);
        expect(ann).toMatch(/^<p>Ask about <strong>Lisbon \d+<\/strong><\/p>\n$/);
        expect(bea).toBe(ann);
        const { rows } = await pool.query(
          'select distinct next_meeting_notes_html as html from projected_contacts where account_id = $1',
          [accountId],
        );
        expect(rows).toHaveLength(1); // both old or both new
      }
    }
  })();

  await release(kith);
  await workerWithin(stage, { sweeping });
  await workerWithin(stage, { sweeping });
  try {
    await Promise.race([untilRebuilt(contacts.version), writing, reading]);
  } finally {
    stopped = true;
  }
  await Promise.all([writing, reading]);
  await untilCaughtUp(kith);
  expect(await shown(kith, resting.accountId)).toEqual([htmlOf(0), htmlOf(0)]);
  expect(await replayDry(kith, kith.projections)).toMatchObject({ discrepancies: [], waiting: 0 });
  for (const { accountId } of people) await expectEqualToOracle(pool, accountId);
});

test('after a rollback of that release, pages are consistent, and the next attempt gets everything right', async () => {
  const { kith, pool } = stage;
  const people = [];
  for (let count = 0; count < 4; count++) people.push(await twins());
  await workerWithin(stage, { kith: old, sweeping });
  await workerWithin(stage, { sweeping });
  await release(kith);
  await untilRebuilt(contacts.version);
  await release(old);
  const [actor] = people;
  await execute(old, actor!, planMeeting, { contact: actor!.twins[0]!, notes: 'Ask about **Porto**' });
  await execute(old, actor!, editContact, { contact: actor!.twins[1]!, name: 'Béa' });
  await untilRebuilt(1);
  await untilCaughtUp(old);
  expect(await replayDry(old, old.projections)).toMatchObject({ discrepancies: [], waiting: 0 });
  await release(kith);
  await untilRebuilt(contacts.version);
  await untilCaughtUp(kith);
  for (const { accountId } of people) await expectEqualToOracle(pool, accountId);
});

function untilRebuilt(version: number): Promise<void> {
  return until(async () => {
    const { rows } = await stage.pool.query(
      `select bool_and(version = $1) as done from projection_cursors where projection = 'contacts'`,
      [version],
    );
    return rows[0].done;
  });
}

function bothNotes(first: number, second: number, notes: string) {
  const written = (subject: number, meeting: number) => ({
    type: 'meeting-notes-written',
    subject,
    payload: { meeting, notes },
  });
  type Facts = { contacts: { one(subject: number): { meeting: number } | undefined } };
  return {
    name: 'write-both',
    about: () => ({ subjects: [first, second] }),
    decide: ({ contacts: rows }: Facts) => [
      written(first, rows.one(first)!.meeting),
      written(second, rows.one(second)!.meeting),
    ],
  };
}

test('notes are rendered since version 2', () => expect(contacts.version).toBeGreaterThanOrEqual(2));
