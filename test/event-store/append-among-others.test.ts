import type { Actor } from '../../src/deciding/execute';
import { appendAmongOthers } from '../../src/event-store/append-among-others';
import { InvalidPayload } from '../../src/event-store/event-types';
import { expectEqualToOracle } from '../oracle/compare';
import { contactCreated } from '../support/happened';
import { stepsOf } from '../support/recorded-statements';
import { createStage, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const put = (actor: Actor, head: number, names: string[], digest?: string) =>
  appendAmongOthers(stage.kith, {
    ...actor,
    head,
    events: names.map((name) => contactCreated(name)),
    submission: digest ? { digest: Buffer.from(digest), subject: head + 1 } : undefined,
  });
const people = (count: number) => Promise.all(Array.from({ length: count }, () => stage.open()));
const namesOf = async ({ accountId }: Actor) => {
  const { rows } = await stage.pool.query(
    `select position, payload ->> 'name' as name from events where account_id = $1 and position > 1 order by position`,
    [accountId],
  );
  return rows.map(({ position, name }) => `${position} ${name}`);
};
/** How many statements appended something while `work` ran. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { pool } = stage;
  const query = pool.query.bind(pool) as (...all: unknown[]) => never;
  let statements = 0;
  pool.query = ((...all: [{ text?: string }]) => {
    if (/insert into events/.test(all[0].text ?? '')) statements++;
    return query(...all);
  }) as never;
  await work().finally(() => {
    pool.query = query as never;
  });
  return statements;
}

test('appends to many streams at one moment are one statement, and each has its own events and head', async () => {
  const bystander = await stage.bystander();
  const actors = await people(12);
  let heads: unknown[] = [];
  const statements = await statementsOf(async () => {
    heads = await Promise.all(
      actors.map((actor, index) => put(actor, 1, index % 2 ? ['Ann'] : ['Ann', 'Bob'])),
    );
  });
  expect(statements).toBe(1);
  expect(heads).toMatchObject(actors.map((_, index) => ({ kind: 'appended', head: index % 2 ? 2 : 3 })));
  for (const [index, actor] of actors.entries()) {
    expect(await namesOf(actor)).toEqual(index % 2 ? ['2 Ann'] : ['2 Ann', '3 Bob']);
    await settle(stage.kith, actor.accountId);
    await expectEqualToOracle(stage.pool, actor.accountId);
  }
  await bystander.unharmed();
});

test('one that lost its race, one that came before and one of an unknown stream keep nobody from arriving', async () => {
  const [late, again, fine] = await people(3);
  await put(late!, 1, ['Ann']);
  await put(again!, 1, ['Ann'], 'form');
  const outcomes = await Promise.all([
    put(late!, 1, ['Bob']),
    put(again!, 2, ['Ann'], 'form'),
    put(fine!, 1, ['Ann']),
    put({ accountId: 999_999, entityId: 1 }, 1, ['Ann']),
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['lost-race', 'repeated', 'appended', 'lost-race']);
  expect(await namesOf(late!)).toEqual(['2 Ann']);
  expect(await namesOf(again!)).toEqual(['2 Ann']);
  expect(await namesOf(fine!)).toEqual(['2 Ann']);
});

test('two for one stream on one head at one moment: one arrives, the other has lost the race', async () => {
  const [actor, other] = await people(2);
  const outcomes = await Promise.all([
    put(actor!, 1, ['Ann']),
    put(actor!, 1, ['Bob']),
    put(other!, 1, ['Cem']),
  ]);
  const [ann, bob, cem] = outcomes.map(({ kind }) => kind);
  expect([ann, bob].toSorted()).toEqual(['appended', 'lost-race']);
  expect(cem).toBe('appended');
  expect(await namesOf(actor!)).toEqual([ann === 'appended' ? '2 Ann' : '2 Bob']);
});

test('what the database refuses, and what does not conform, is refused alone', async () => {
  const [broken, fine] = await people(2);
  // JSON can say it, jsonb cannot.
  const refused = put(broken!, 1, ['Nul \u0000']).catch(({ code }) => code);
  expect(await Promise.all([refused, put(fine!, 1, ['Ann'])])).toMatchObject(['22P05', { kind: 'appended' }]);
  const wrong = appendAmongOthers(stage.kith, {
    ...broken!,
    head: 1,
    events: [{ type: 'contact-created', subject: 'itself', payload: { name: 'Bob' } }],
  });
  await expect(wrong).rejects.toThrow(InvalidPayload);
  expect(await namesOf(broken!)).toEqual([]);
  expect(await namesOf(fine!)).toEqual(['2 Ann']);
});

test('a stream that somebody holds keeps only its own append waiting', async () => {
  const [held, free] = await people(2);
  const client = await stage.pool.connect();
  await client.query('begin');
  await client.query('select from streams where account_id = $1 for update', [held!.accountId]);
  const waiting = put(held!, 1, ['Ann']);
  expect(await put(free!, 1, ['Ann'])).toMatchObject({ kind: 'appended', head: 2 });
  expect(await put(free!, 2, ['Bob'])).toMatchObject({ kind: 'appended', head: 3 });
  expect(await namesOf(held!)).toEqual([]);
  await client.query('commit');
  client.release();
  expect(await waiting).toMatchObject({ kind: 'appended', head: 2 });
});

test.each([
  ['between', undefined],
  ['while something is written to it', 'EPIPE'],
])(
  'a connection that breaks %s tells everybody on it, and appends nothing a second time',
  async (_, code) => {
    const actors = await people(3);
    const { pool } = stage;
    const query = pool.query.bind(pool) as (...all: unknown[]) => Promise<unknown>;
    pool.query = (async (...all: [{ text?: string }]) => {
      const answer = await query(...all);
      if (!/insert into events/.test(all[0].text ?? '')) return answer;
      pool.query = query as never;
      throw Object.assign(new Error('Connection terminated unexpectedly'), { code });
    }) as never;
    const outcomes = await Promise.all(
      actors.map((actor) => put(actor, 1, ['Ann']).catch(({ message }) => message)),
    );
    expect(outcomes).toEqual(actors.map(() => 'Connection terminated unexpectedly'));
    for (const actor of actors) expect(await namesOf(actor)).toEqual(['2 Ann']);
  },
);

test('it finds streams and submissions by their keys, however small they were when it was planned', async () => {
  const bystander = await stage.bystander();
  const { pool } = stage;
  const [actor] = await people(1);
  await pool.query('vacuum (analyze) streams, submissions');
  let text = '';
  const query = pool.query.bind(pool) as (...all: unknown[]) => never;
  pool.query = ((...all: [{ text?: string }]) => {
    text = all[0].text ?? '';
    return query(...all);
  }) as never;
  await put(actor!, 1, ['Ann'], 'one').finally(() => {
    pool.query = query as never;
  });
  const { rows } = await pool.query(`explain (generic_plan, format json) ${text}`);
  const steps = [...stepsOf(rows[0]['QUERY PLAN'][0].Plan)];
  for (const table of ['streams', 'submissions']) {
    const scans = steps.filter((step) => step['Relation Name'] === table && /Scan$/.test(step['Node Type']));
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) expect(scan['Index Cond'] ?? scan['TID Cond']).toMatch(/account_id = |ctid/);
  }
  await bystander.unharmed();
});
