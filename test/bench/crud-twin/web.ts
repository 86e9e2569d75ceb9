import type { Express } from 'express';
import { createApp } from '../../../src/app';
import { systemClock } from '../../../src/base/clock';
import { createEnginePool } from '../../../src/database/pool';
import { runUntilStopped } from '../../../src/ops/process/entry-point';
import { openCurrentDatabase } from '../../../src/release/open';
import { listen } from '../../../src/web/listen';
import { twinContacts } from './contacts';

const HELP = `
The CRUD twin: Kith's web process, except that contact pages read and update one row and append no events.
npm run bench compares Kith with it.

Settings: DATABASE_URL, SESSION_SECRET, PORT.
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

/** Moves the twin's routes directly before Kith's contact routes, so that the same middleware runs before both. */
function putBeforeContacts({ router }: Express): void {
  const layers = router.stack as unknown as Layer[];
  const twin = layers.pop()!;
  const contacts = layers.findIndex(({ handle }) =>
    handle.stack?.some(({ route }) => route?.path === '/contacts/:name'),
  );
  if (contacts < 0) throw new Error('Kith’s contact routes were not found');
  layers.splice(contacts, 0, twin);
}
