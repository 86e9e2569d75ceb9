import type { Pool } from 'pg';
import type { TableDefinitions } from '../../src/engine/projecting/define-table';
import type { Kith } from '../../src/kith';
import { runScript } from '../support/processes';
import { peakOf } from './peak-memory';

export type Replay = {
  /** How long the whole process ran. */
  seconds: number;
  /** The peak memory of its largest process, in MB of 2^20 bytes. */
  peak: number;
  events: number;
};

/** Runs `npm run replay` as a separate process, with empty tables. */
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
  if (code !== 0) throw new Error(`the replay exited with ${code}: ${run.stderr}`);
  const { events } = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as { events: number };
  return { seconds, peak, events };
}

/** Empties all projected tables and marks their cursors for a rebuild, as if every projection had a new version. */
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

/** Prevents a checkpoint during the next measurement. Does nothing if the role may not request one. */
async function checkpoint(pool: Pool): Promise<void> {
  await pool.query('checkpoint').catch(() => undefined);
}
