import type { Task } from 'graphile-worker';
import type { Config } from '../src/base/config';
import { hasCluster } from '../src/database/embedded/embedded';
import type { Engine } from '../src/engine/projecting/engine';
import { isScrubDue } from '../src/privacy/is-scrub-due';
import { scrub } from '../src/privacy/scrub';
import { scrubbingUrl } from '../src/privacy/scrubbing-url';

/**
 * Lets the embedded database get rid of dead rows some quiet minutes after something was erased. A server that others
 * run is left to its operator: writing large tables anew keeps people waiting.
 */
export function scrubJob({ config, kith }: { config: Config; kith: Engine }): Task {
  return async () => {
    if (config.databaseUrl !== undefined || !hasCluster(config.dataDir)) return;
    if (!(await isScrubDue(kith.pool))) return;
    const { tables } = await scrub(scrubbingUrl(config, kith.pool.options.connectionString!));
    kith.log.info({ tables }, 'Wrote tables anew, without what was erased');
  };
}
