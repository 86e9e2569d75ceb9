import type { Config } from '../base/config';
import { embeddedElsewhere } from '../database/embedded/embedded';

/** Where to scrub: in the embedded server as its superuser, who may let go of its log; elsewhere as Kith's own user. */
export function scrubbingUrl({ databaseUrl, dataDir }: Config, url: string): string {
  const embedded = databaseUrl === undefined ? embeddedElsewhere(dataDir) : undefined;
  if (!embedded) return url;
  const superuser = new URL(embedded.superuserUrl);
  superuser.pathname = new URL(url).pathname;
  return superuser.href;
}
