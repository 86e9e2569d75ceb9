import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../src/base/failure';

const folder = path.join(__dirname, 'node_modules', '@event-driven-io');

/** Installs the packages that Kith is compared with in test/bench, unless they are there already. */
export function installPeers(): void {
  if (existsSync(path.join(folder, 'emmett-postgresql'))) return;
  console.error('Installing the packages that Kith is compared with (once): npm ci --prefix test/bench');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', __dirname], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0)
    throw new StartFailure(
      'The packages that Kith is compared with could not be installed. To measure other rows, use --only.',
    );
}

/** Loads a package of Emmett. Kith doesn't depend on it, so its types can't be used. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export function requirePeer(name: 'emmett' | 'emmett-postgresql' | 'pongo'): any {
  return require(path.join(folder, name));
}
