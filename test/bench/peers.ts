import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../src/base/failure';

const folder = path.join(__dirname, 'node_modules', '@event-driven-io');

/** Installs what Kith is compared with, below test/bench, where that was not done yet. */
export function installPeers(): void {
  if (existsSync(path.join(folder, 'emmett-postgresql'))) return;
  console.error('Installing what Kith is compared with (once): npm ci --prefix test/bench');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', __dirname], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0)
    throw new StartFailure(
      'What Kith is compared with could not be installed. Leave those rows out: --only.',
    );
}

/** A package of Emmett's. It is no dependency of Kith, so nothing may need its types. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export function requirePeer(name: 'emmett' | 'emmett-postgresql' | 'pongo'): any {
  return require(path.join(folder, name));
}
