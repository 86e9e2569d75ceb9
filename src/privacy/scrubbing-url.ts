import type { Config } from '../base/config';
import { embeddedElsewhere } from '../database/embedded/embedded';

/** Returns the URL for scrubbing: as superuser on the embedded server, to remove its log; elsewhere as Kith's user. */
export function scrubbingUrl({ databaseUrl, dataDir }: Config, url: string): string {
  const embedded = databaseUrl === undefined ? embeddedElsewhere(dataDir) : undefined;
  if (!embedded) return url;
  const superuser = new URL(embedded.superuserUrl);
  superuser.pathname = new URL(url).pathname;
  return superuser.href;
}
