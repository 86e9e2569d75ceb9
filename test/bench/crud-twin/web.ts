import type { Express } from 'express';
import { createApp } from '../../../src/app';
import { systemClock } from '../../../src/base/clock';
import { createEnginePool } from '../../../src/database/pool';
import { runUntilStopped } from '../../../src/ops/process/entry-point';
import { openCurrentDatabase } from '../../../src/release/open';
import { listen } from '../../../src/web/listen';
import { twinContacts } from './contacts';

const HELP = `
The CRUD twin: Kith's web process, whose contact pages read and update one row, with no event behind it.
npm run bench runs it to compare with.

Needs DATABASE_URL and SESSION_SECRET.
`;

runUntilStopped(HELP, async ({ config, log, onStop, stopping }) => {
  const url = await openCurrentDatabase(config, stopping);
  const pool = createEnginePool(url, { log });
  onStop(() => pool.end());
  const clock = systemClock;
  const web = await listen(config, (config) => {
    const app = createApp({ config, pool, log, clock });
    app.use(twinContacts({ pool, clock }));
    putBeforeContacts(app);
    return app;
  });
  onStop(() => web.close());
  console.log(`The twin is ready: ${web.config.baseUrl}`);
});

type Layer = { handle: { stack?: Layer[] }; route?: { path: string } };

/** All that stands before Kith's own contacts stands before the twin's: the stack is the same by construction. */
function putBeforeContacts({ router }: Express): void {
  const layers = router.stack as unknown as Layer[];
  const twin = layers.pop()!;
  const contacts = layers.findIndex(({ handle }) =>
    handle.stack?.some(({ route }) => route?.path === '/contacts/:name'),
  );
  if (contacts < 0) throw new Error('Kith’s own contacts are not where they were');
  layers.splice(contacts, 0, twin);
}
