import type { Task } from 'graphile-worker';
import type { Config } from '../src/base/config';
import { hasCluster } from '../src/database/embedded/embedded';
import type { Engine } from '../src/engine/projecting/engine';
import { isScrubDue } from '../src/privacy/is-scrub-due';
import { scrub } from '../src/privacy/scrub';
import { scrubbingUrl } from '../src/privacy/scrubbing-url';

/**
 * Removes dead rows from the embedded database after an erasure, once nothing has been written for a few minutes. On
 * any other server this is up to the operator, because rewriting large tables blocks readers.
 */
export function scrubJob({ config, kith }: { config: Config; kith: Engine }): Task {
  return async () => {
    if (config.databaseUrl !== undefined || !hasCluster(config.dataDir)) return;
    if (!(await isScrubDue(kith.pool))) return;
    const { tables } = await scrub(scrubbingUrl(config, kith.pool.options.connectionString!));
    kith.log.info({ tables }, 'Rewrote tables to remove erased data');
  };
}
