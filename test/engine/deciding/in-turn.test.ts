import type { Pool } from 'pg';
import { inTurn } from '../../../src/engine/deciding/in-turn';
import { Unavailable } from '../../../src/engine/deciding/refusal';
import { startApp, type TestApp } from '../../support/app';
import { whileLocked } from '../../support/hold';
import { until } from '../../support/processes';
import type { Page } from '../../support/visitor';

describe('work for one stream', () => {
  let pool: Pool;
  let began: string[];
  let gates: Map<string, { end: (value: string) => void; fail: (error: Error) => void }>;
  beforeEach(() => {
    jest.useFakeTimers();
    pool = {} as Pool;
    began = [];
    gates = new Map();
  });
  afterEach(() => jest.useRealTimers());

  /** Work that ends when its gate is opened. */
  const work = (name: string, stream = 1) =>
    inTurn(pool, stream, () => {
      began.push(name);
      return new Promise<string>((end, fail) => gates.set(name, { end, fail }));
    });
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

  test('runs one after another, in order; work for another stream does not wait', async () => {
    const [first, second] = [work('first'), work('second')];
    const other = work('other', 2);
    await pass(100);
    expect(began).toEqual(['first', 'other']);
    gates.get('first')!.end('done');
    expect(await first).toBe('done');
    await pass(0);
    expect(began).toEqual(['first', 'other', 'second']);
    gates.get('second')!.end('done as well');
    gates.get('other')!.end('done elsewhere');
    expect(await Promise.all([second, other])).toEqual(['done as well', 'done elsewhere']);
  });

  test('that fails does not stop or fail the next', async () => {
    const [first, second] = [work('first'), work('second')];
    const failed = expect(first).rejects.toThrow('it broke');
    gates.get('first')!.fail(new Error('it broke'));
    await failed;
    await pass(0);
    gates.get('second')!.end('done');
    expect(await second).toBe('done');
  });

  test('that waited too long is refused and never runs; later work still waits its turn', async () => {
    const first = work('first');
    const refused = expect(work('second')).rejects.toThrow(Unavailable);
    await pass(5_000);
    await refused;
    const third = work('third');
    await pass(1_000);
    expect(began).toEqual(['first']);
    gates.get('first')!.end('done');
    await first;
    await pass(0);
    expect(began).toEqual(['first', 'third']);
    gates.get('third')!.end('done');
    expect(await third).toBe('done');
  });

  test('that has begun is never refused, however long it takes', async () => {
    const first = work('first');
    await pass(60_000);
    gates.get('first')!.end('done');
    expect(await first).toBe('done');
  });
});

describe('fourteen forms sent to a locked stream', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ worker: true });
  });
  afterAll(() => app.stop());

  let mostWaiting = 0;
  // A statement that waits for a lock gives up after a moment and is sent again: in between, none is waiting.
  const untilOneWaits = () =>
    until(async () => {
      const { rows } = await app.pool.query(
        `select count(*)::integer from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      mostWaiting = Math.max(mostWaiting, rows[0].count);
      return rows[0].count > 0;
    });

  test('keep only one connection waiting: others write and read, and a refused form keeps its input', async () => {
    const { bystander, ...ann } = await app.signedInWithBystander();
    const holding = 'select from streams where account_id = $1 for update';
    const send = (name: string) =>
      ann.visitor.post('/contacts', { name, description: `About ${name}` }, { follow: false });
    const otherWrites = async (name: string) => {
      const page = await bystander.visitor.post('/contacts', { name });
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining(name) });
    };
    await whileLocked(app.pool, holding, [ann.accountId], async (letGo) => {
      const answers: Page[] = [];
      const sent = Array.from({ length: 14 }, (_, n) =>
        send(`Friend ${n}.`).then((page) => answers.push(page)),
      );
      await untilOneWaits();
      await otherWrites('Bea');
      await untilOneWaits();
      // The first one's lock timeout ends at about the same time as the others' wait for their turn.
      await until(() => answers.length >= 13);
      const refused = [...answers];
      for (const { status, html } of refused) {
        expect(status).toBe(503);
        expect(html).toMatch(/Friend (\d+)\.[\s\S]*About Friend \1\./);
      }
      const late = [send('Late'), send('Later')];
      await otherWrites('Cem');
      await untilOneWaits();
      await letGo();
      await Promise.all(sent);
      for (const { status } of answers.slice(refused.length)) expect([303, 503]).toContain(status);
      expect((await Promise.all(late)).map(({ status }) => status)).toEqual([303, 303]);
    });
    expect(mostWaiting).toBe(1);
    expect((await ann.visitor.get('/contacts')).text).toMatch(/Late.*Later/);
  });
});
