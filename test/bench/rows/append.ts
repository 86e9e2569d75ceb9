import type { Pool } from 'pg';
import { catchUp, untilCaughtUp } from '../backlog';
import { cpuInWords } from '../cpu';
import { type Conditions, type Figure, perSecond, type Row } from '../define-row';
import { openEmmett, openEmmettContacts, type SampledEvent } from '../emmett';
import { interleaved, medianRatio, throughput } from '../measure';
import { mixInWords } from '../mix';
import { evenly } from '../numbers';
import { startWorkerProcess } from '../worker-process';
import { createWriters } from '../writers';

const connections = 16;

/** Measures commands on 16 connections, from read to notification, against a bare INSERT and against Emmett. */
export const append: Row = {
  name: 'append',
  title:
    'commands per second on 16 connections, worker stopped and running, against a bare INSERT and Emmett',
  peers: true,
  async measure({ bed, seed, rounds, quick, say }: Conditions): Promise<Figure[]> {
    const seconds = quick ? 0.2 : 2;
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const { kith, url, pool } = database;
    const writers = await createWriters(database, connections, seed);
    const events = await sampleEvents(pool);
    const bare = await bed.empty();
    const insert = await prepareInsert(bare.pool);
    const emmettsOwn = await bed.empty();
    const emmett = await openEmmett(emmettsOwn.url, emmettsOwn.pool);
    const theirs = await bed.empty();
    const doing = await openEmmettContacts(theirs, { events, lanes: connections, seed });
    await doing.fill(quick ? 2 : 200);
    const costs: Record<string, string> = {};
    const costing = async (name: string, act: (lane: number) => Promise<unknown>) => {
      const before = bed.cpu();
      const figure = await throughput(connections, seconds, act);
      costs[name] = cpuInWords(before, bed.cpu(), figure * seconds);
      return figure;
    };
    const kithsOwn = (name: string) => costing(name, (lane) => writers[lane]!.write());
    let nth = 0;
    const nextEvent = () => events[nth++ % events.length]!;

    const figures = await interleaved(rounds, {
      async stopped() {
        await catchUp(kith);
        return kithsOwn('stopped');
      },
      insert: () => costing('insert', () => insert(nextEvent().payload)),
      async running() {
        await catchUp(kith);
        const worker = await startWorkerProcess(url);
        const figure = await kithsOwn('running');
        await untilCaughtUp(kith);
        await worker.stop();
        return figure;
      },
      emmett: () =>
        costing('emmett', (lane) => emmett.append(`account-${lane + connections * (nth % 62)}`, nextEvent())),
      doing: () => costing('doing', doing.act),
    });
    say(JSON.stringify(figures));
    await doing.check();
    for (const one of [emmett, doing]) await one.close();
    await bed.drop(theirs);
    await bed.drop(emmettsOwn);
    await bed.drop(bare);
    await bed.drop(database);
    const { stopped, running, insert: inserted, emmett: appended, doing: done } = figures;
    return [
      {
        measure: 'full command, 16 connections, worker stopped, against a bare INSERT',
        value: medianRatio(stopped, inserted),
        unit: '×',
        atLeast: 0.22,
        detail: `${perSecond(stopped)} (${costs.stopped}) against ${perSecond(inserted)} (${costs.insert}); ${mixInWords}`,
      },
      {
        measure: 'the same with the worker running',
        value: medianRatio(running, inserted),
        unit: '×',
        atLeast: 0.17,
        detail: `${perSecond(running)} against ${perSecond(inserted)}`,
      },
      {
        measure: 'worker running, against Emmett doing the same job with one inline projection',
        value: medianRatio(running, done),
        unit: '×',
        atLeast: 2.5,
        detail: `${perSecond(running)} against ${perSecond(done)} (${costs.doing})`,
      },
      {
        measure: 'worker stopped, against Emmett’s bare appendToStream without any decision',
        value: medianRatio(stopped, appended),
        unit: '×',
        atLeast: 1,
        detail: `${perSecond(stopped)} against ${perSecond(appended)} (${costs.emmett})`,
      },
    ];
  },
};

/** Returns events of the same mix, as payloads for the other candidates. */
async function sampleEvents(pool: Pool): Promise<SampledEvent[]> {
  const { rows } = await pool.query<SampledEvent>(
    `select t.name as type, e.payload from events e join event_types t on t.id = e.event_type_id
      where e.position > 1 order by md5(e.account_id || ':' || e.position) limit 5000`,
  );
  return rows;
}

/** Prepares the baseline: insert one row with one payload into a table with one index. */
async function prepareInsert(pool: Pool): Promise<(payload: unknown) => Promise<unknown>> {
  await pool.query(
    'create table bare (id bigint generated always as identity primary key, payload jsonb not null)',
  );
  return (payload) =>
    pool.query({
      name: 'bare-insert',
      text: 'insert into bare (payload) values ($1)',
      values: [JSON.stringify(payload)],
    });
}
