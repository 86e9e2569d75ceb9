import { type Clock, systemClock } from '../../base/clock';
import { createPool, type PoolOptions } from '../../database/pool';
import { createKith, type Kith } from '../../kith';
import { migrate } from '../../release/migrate';
import { joinCurrentDatabase, joinDatabase } from '../../release/open';
import type { Running } from './entry-point';

type Opening = {
  clock?: Clock;
  pool?: Omit<PoolOptions, 'log'>;
  /** Which kind of pool: `createEnginePool` for commands that append or project. */
  open?: typeof createPool;
  /** Creates and migrates the embedded database if there is none. Otherwise a missing or older database is a StartFailure. */
  mayCreate?: boolean;
};

/**
 * Opens what an operator's command works with, and closes it when the command ends: the database of this release
 * (through its embedded server, if Kith is running), a pool, and the engine. Throws a StartFailure if it can't be opened.
 */
export async function withKith(
  { config, log, onStop }: Running,
  { clock = systemClock, pool: options = {}, open = createPool, mayCreate = false }: Opening = {},
): Promise<Kith & { url: string }> {
  const creates = mayCreate && config.databaseUrl === undefined;
  const { url, stop } = await (creates ? joinDatabase : joinCurrentDatabase)(config, log);
  onStop(stop);
  if (creates) await migrate(url, log);
  const pool = open(url, { log, ...options });
  onStop(() => pool.end());
  return { ...createKith({ pool, log, clock }), url };
}
