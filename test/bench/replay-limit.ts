import { availableParallelism } from 'node:os';
import { createPool } from '../../src/database/pool';
import type { TableDefinitions } from '../../src/engine/projecting/define-table';
import { runScript } from '../support/processes';
import type { BedDatabase } from './bed';
import { duration } from './measure';
import { emptyProjections } from './replay-process';

export type ReplayLimit = {
  /** Runs both halves, with empty tables at the start. Returns how long each took, in seconds. */
  measure(): Promise<{ reading: number; copying: number }>;
  end(): Promise<void>;
};

const processes = availableParallelism();
const partsEach = 4;

/**
 * Prepares a lower bound for the time of a replay: one process per core reads and parses the whole log, and then as many
 * connections copy the finished rows into the same indexed tables. The rows are in files on the server, so nothing is
 * folded, rendered, or sent. The database must be fully projected when this is called.
 */
export async function prepareLimit({ kith, url, superuserUrl, accounts }: BedDatabase): Promise<ReplayLimit> {
  const admin = createPool(superuserUrl, { max: processes });
  const { rows } = await admin.query<{ data_directory: string }>('show data_directory');
  const tables = kith.projections.flatMap(({ tables }) =>
    Object.values(tables as TableDefinitions).map(({ name }) => name),
  );
  const file = (table: string, [first]: Range) => `'${rows[0]!.data_directory}/bench_${table}_${first}'`;
  const parts = ranges(accounts, processes * partsEach);
  const { rowCount: logged } = await admin.query(`copy events to '/dev/null'`);
  let finished = 0;
  for (const part of parts) {
    for (const table of tables) {
      const whose = `account_id between ${part.join(' and ')}`;
      const rows = `select * from ${table} where ${whose}`;
      finished += (await admin.query(`copy (${rows}) to ${file(table, part)}`)).rowCount!;
    }
  }
  return {
    async measure() {
      await emptyProjections(kith);
      let events: number[] = [];
      const reading = await duration(async () => {
        events = await Promise.all(ranges(accounts, processes).map((range) => read(url, range)));
      });
      const left = [...parts];
      let copied = 0;
      const lane = async () => {
        for (let part = left.pop(); part; part = left.pop())
          for (const table of tables) {
            const { rowCount } = await admin.query(`copy ${table} from ${file(table, part)}`);
            copied += rowCount!;
          }
      };
      const copying = await duration(() => Promise.all(Array.from({ length: processes }, lane)));
      if (copied !== finished || sum(events) !== logged)
        throw new Error(`copied ${copied} of ${finished} rows, read ${sum(events)} of ${logged} events`);
      return { reading: reading / 1_000, copying: copying / 1_000 };
    },
    end: () => admin.end(),
  };
}

type Range = [first: number, last: number];

/** Divides the accounts, which are in order, into at most `count` ranges of equal size. */
function ranges(accounts: readonly number[], count: number): Range[] {
  const each = Math.ceil(accounts.length / count);
  return Array.from({ length: Math.ceil(accounts.length / each) }, (_, nth) => {
    const range = accounts.slice(nth * each, (nth + 1) * each);
    return [range[0]!, range.at(-1)!];
  });
}

async function read(url: string, range: Range): Promise<number> {
  const run = runScript('test/bench/read-log.ts', [url, ...range.map(String)]);
  const { code } = await run.exit;
  if (code !== 0) throw new Error(`reading the log exited with ${code}: ${run.stderr}`);
  return Number(run.stdout);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
