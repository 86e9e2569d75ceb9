import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { createEnginePool } from '../../src/database/pool';
import type { NewKithEvent } from '../../src/domain/events';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { Refusal } from '../../src/engine/deciding/refusal';
import { asOf } from '../../src/engine/projecting/as-of';
import type { Engine } from '../../src/engine/projecting/engine';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import type { EventRow } from '../../src/event-store/read';
import { decodeKnown } from '../../src/event-store/read';
import { followingUp } from '../support/following-up';
import { type Act, acts, filledIn } from '../support/forms';
import { knownOf, lived, lives } from '../support/random-life';
import { runs } from '../support/runs';
import { createStage, project, rebuild, type Stage, settle } from '../support/stage';
import { Stream } from '../support/stream';
import { expectAsOracle, expectEqualToOracle, expectSameRows } from './compare';
import { oracleOf } from './oracle';

const longest = 60_000 * Number(process.env.KITH_SOAK ?? 1);
// One random life may take long; after `longest`, no further one begins.
jest.setTimeout(4 * longest);

let stage: Stage;
let now: Date;
let elsewhere: Engine;
beforeAll(async () => {
  stage = await createStage({ clock: () => now });
  // Another web process, with its own connections and cache.
  elsewhere = { ...stage.kith, pool: createEnginePool(stage.url) };
});
afterAll(async () => {
  await elsewhere.pool.end();
  await stage.drop();
});

const at = fc.nat({ max: 1 });
/** A form is submitted to one of two web processes, perhaps twice at once; or two forms are; or the worker projects. */
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ act: acts(), at, again: fc.option(at, { nil: undefined }) }) },
    { weight: 1, arbitrary: fc.record({ act: acts(), at, other: acts(), otherAt: at }) },
    { weight: 1, arbitrary: fc.record({ projected: fc.nat({ max: 99 }) }) },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

test('whatever people do, decisions equal those in memory, and live rows equal replayed ones, views as of now, and the oracle', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const property = fc.asyncProperty(steps, fc.array(fc.nat(), { maxLength: 3 }), async (taken, moments) => {
    now = new Date('2026-11-20T12:00:00Z');
    const actor = await stage.open();
    const { accountId } = actor;
    let model = new Stream((await eventsAfter(accountId, 0)) as NewKithEvent[]);
    for (const step of taken) {
      if ('projected' in step) {
        const some = kith.projections.filter((_, index) => (step.projected >> index) % 2 === 0);
        for (const one of some) await project(kith, one, accountId);
        continue;
      }
      now = new Date(now.getTime() + step.act.later * 60_000);
      const fill = (act: Act) => filledIn(act, knownOf(model, now));
      const forms = 'other' in step ? [fill(step.act), fill(step.other)] : [fill(step.act)];
      const token = randomUUID();
      const answers = await Promise.all([
        submitted(step.at, actor, forms[0]!, token),
        ...('other' in step ? [submitted(step.otherAt, actor, forms[1]!)] : []),
        ...('again' in step && step.again !== undefined
          ? [submitted(step.again, actor, forms[0]!, token)]
          : []),
      ]);
      const orders =
        'other' in step
          ? [
              [0, 1],
              [1, 0],
            ]
          : [[0]];
      const possible = orders.map((order) => decidedInMemory(model, forms, order));
      const appended = await eventsAfter(accountId, model.head);
      const found = { answers: 'other' in step ? answers : [theOneThatCounts(answers)], appended };
      expect(possible.map(({ answers, appended }) => ({ answers, appended }))).toContainEqual(found);
      model = possible.find((one) => isDeepStrictEqual(plain(one.appended), plain(appended)))!.model;
    }
    expect(await settle(kith, accountId)).toEqual(kith.projections.map(() => 'caught-up'));
    await expectEqualToOracle(pool, accountId);
    await expectAsOfAsOracle(accountId, new Date('2100-01-01'));
    for (const one of moments) await expectAsOfAsOracle(accountId, await momentOf(accountId, one));
    for (const one of kith.projections) {
      expect(await replayDry(kith, [one], { accountId })).toMatchObject(nothingFound);
    }
    await pool.query('update projection_cursors set replays = -1 where account_id = $1', [accountId]);
    for (const one of kith.projections) {
      expect(await rebuild(kith, one, accountId)).toMatchObject({ changed: 0 });
    }
  });
  await fc.assert(property, { ...runs(14), timeout: 3 * longest, interruptAfterTimeLimit: longest - 10_000 });
  await bystander.unharmed();
});

type Answer = number | Refusal['kind'];
type FilledIn = [AnyCommand, object];

/** Returns how many events were appended, or why none. */
async function submitted(
  web: number,
  actor: Actor,
  [command, input]: FilledIn,
  token?: string,
): Promise<Answer> {
  try {
    return (await execute([stage.kith, elsewhere][web]!, actor, command, input, { token })).events;
  } catch (error) {
    if (error instanceof Refusal) return error.kind;
    throw error;
  }
}

/** If a form was submitted twice at once, the other answer must be a no-op or a refusal. */
function theOneThatCounts(answers: Answer[]): Answer {
  const [counts = 0, ...others] = answers.filter((answer) => answer !== 0);
  if (others.some((other) => typeof other === 'number')) throw new Error('It was done twice');
  return counts;
}

/** Decides on the forms in memory, one after another. */
function decidedInMemory(before: Stream, forms: FilledIn[], order: number[]) {
  const model = before.copy();
  const answers: Answer[] = [];
  for (const index of order) {
    const { head } = model;
    const [command, input] = forms[index]!;
    const decision = model.decide(command, input, now);
    if (!(decision instanceof Refusal)) model.append([...decision, ...followingUp(model, decision, command)]);
    answers[index] = decision instanceof Refusal ? decision.kind : model.head - head;
  }
  const appended = model.events.slice(before.head);
  return {
    model,
    answers,
    appended: appended.map(({ type, subject, payload }) => ({ type, subject, payload })),
  };
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

async function eventsAfter(accountId: number, position: number) {
  const { rows } = await stage.pool.query<EventRow>(
    `select *, null as metadata from events where account_id = $1 and position > $2 order by position`,
    [accountId, position],
  );
  const { events } = await decodeKnown(stage.kith, stage.pool, rows);
  return events.map(({ type, subject, payload }) => ({ type, subject, payload }));
}

const nothingFound = { streams: 1, waiting: 0, discrepancies: [], failing: [] };

async function headOf(accountId: number): Promise<number> {
  const { rows } = await stage.pool.query('select head from streams where account_id = $1', [accountId]);
  return rows[0].head;
}

/** Returns when one of the stream's events happened. */
async function momentOf(accountId: number, number: number): Promise<Date> {
  const position = 1 + (number % (await headOf(accountId)));
  const { rows } = await stage.pool.query(
    'select created_at from events where account_id = $1 and position = $2',
    [accountId, position],
  );
  return rows[0].created_at;
}

async function expectAsOfAsOracle(accountId: number, moment: Date): Promise<void> {
  const { kith, pool } = stage;
  const { position, tables } = await asOf(kith, accountId, kith.projections, moment);
  const all = Object.values(tables);
  await expectAsOracle(pool, accountId, position, (name) =>
    all.find(({ definition }) => definition.name === name)!.finished(),
  );
}

test('rows folded in memory equal the oracle’s at any position', () => {
  const property = fc.property(lives(80), fc.nat(), (life, number) => {
    const { stream } = lived(life);
    const upTo = 1 + (number % stream.head);
    for (const position of [upTo, stream.head]) {
      const tables = Object.values(stream.tables(position));
      const events = stream.events.slice(0, position).map((event) => ({ ...event, at: event.createdAt }));
      expectSameRows(oracleOf(events as never), (name) =>
        tables.find(({ definition }) => definition.name === name)!.finished(),
      );
    }
  });
  fc.assert(property, runs(100));
});

test('the comparison with the oracle finds a row that is wrong', async () => {
  const { kith, pool } = stage;
  now = new Date('2026-11-20T12:00:00Z');
  const actor = await stage.open();
  await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await pool.query(`update projected_contacts set description = 'Not so' where account_id = $1`, [
    actor.accountId,
  ]);
  await expect(expectEqualToOracle(pool, actor.accountId)).rejects.toThrow('Not so');
  expect(await replayDry(kith, [kith.projections[1]!], { accountId: actor.accountId })).toMatchObject({
    discrepancies: [{ rows: 1 }],
  });
});
