import type { Pool } from 'pg';
import type { TableDefinitions } from '../../src/engine/projecting/define-table';
import type { Kith } from '../../src/kith';
import { runScript } from '../support/processes';
import { peakOf } from './peak-memory';

export type Replay = {
  /** Of the whole process, from its start to its end. */
  seconds: number;
  /** The most memory that one of its processes held, in MB of 2^20 bytes. */
  peak: number;
  events: number;
};

/** `npm run replay` as a process of its own, into tables that hold nothing. */
export async function replayIntoEmpty({ kith, url }: { kith: Kith; url: string }): Promise<Replay> {
  await emptyProjections(kith);
  const began = performance.now();
  const run = runScript('src/ops/cli/replay.ts', ['--json'], {
    DATABASE_URL: url,
    SESSION_SECRET: 's'.repeat(32),
    LOG_LEVEL: 'silent',
  });
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(run.child.pid!));
  }, 20);
  const { code } = await run.exit;
  clearInterval(look);
  const seconds = (performance.now() - began) / 1_000;
  if (code !== 0) throw new Error(`the replay ended with ${code}: ${run.stderr}`);
  const { events } = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as { events: number };
  return { seconds, peak, events };
}

/** As after a new version of every projection, in tables that are new. */
export async function emptyProjections({ pool, projections }: Kith): Promise<void> {
  const tables = projections.flatMap(({ tables }) =>
    Object.values(tables as TableDefinitions).map(({ name }) => name),
  );
  await pool.query(`truncate ${tables.join(', ')}`);
  await pool.query('update projection_cursors set position = 0, replays = -1 where projection = any($1)', [
    projections.map(({ name }) => name),
  ]);
  await pool.query('vacuum projection_cursors');
  await checkpoint(pool);
}

/** So that none falls into what is measured next. The application's own role may not ask for one. */
async function checkpoint(pool: Pool): Promise<void> {
  await pool.query('checkpoint').catch(() => undefined);
}
