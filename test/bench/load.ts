import { systemClock } from '../../src/base/clock';
import { StartFailure } from '../../src/base/failure';
import { createEnginePool, patient } from '../../src/database/pool';
import { createKith } from '../../src/kith';
import { readArguments } from '../../src/ops/process/command-line';
import { runOnce } from '../../src/ops/process/entry-point';
import { migrate } from '../../src/release/migrate';
import { joinCurrentDatabase, joinDatabase } from '../../src/release/open';
import { fill } from './fill';
import { mixInWords } from './mix';
import { evenly, wholeNumber } from './numbers';

const HELP = `
npm run load -- --accounts N --events N [--seed N] [--add]: fills a database with invented logs, to measure on.

Events are what commands would have appended, each checked against its schema, over the two years before now:
${mixInWords.replace(', 10 % changed', ',\n10 % changed')}.
They are shared out evenly among the accounts, and projected by a replay. Nobody can sign in to these accounts (reset a
password to: load-SEED-0@example.org and so on), and their mails go to the outbox folder.

  --accounts N  how many accounts (default 10)
  --events N    how many events in all (default 10000)
  --seed N      the same seed invents the same logs (default 1)
  --add         fill a database that holds accounts already

Settings: DATABASE_URL, DATA_DIR: those that Kith runs with. A database of Kith's own is made where there is none.
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values } = readArguments(args, {
    accounts: { type: 'string', default: '10' },
    events: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    add: { type: 'boolean', default: false },
  });
  const accounts = wholeNumber('--accounts', values.accounts);
  const events = wholeNumber('--events', values.events);
  const seed = wholeNumber('--seed', values.seed);
  if (events < accounts)
    throw new StartFailure('--events must be at least --accounts: each account has one.');
  const own = config.databaseUrl === undefined;
  const database = await (own ? joinDatabase : joinCurrentDatabase)(config, log);
  onStop(() => database.stop());
  if (own) await migrate(database.url, log);
  const pool = createEnginePool(database.url, { log, settings: patient });
  onStop(() => pool.end());
  const { rows } = await pool.query<{ any: boolean }>('select exists (select from streams) as any');
  if (rows[0]!.any && !values.add)
    throw new StartFailure(
      'This database holds accounts already. With --add, more are filled in beside them.',
    );
  const kith = createKith({ pool, log, clock: systemClock });
  const began = performance.now();
  await fill(kith, { streams: evenly(accounts, events), seed, onProgress: progressPrinter() }).catch(explain);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(
    `Filled ${accounts.toLocaleString('en')} accounts with ${events.toLocaleString('en')} events: ${seconds} s.`,
  );
});

function explain(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === '23505' && constraint?.startsWith('credentials'))
    throw new StartFailure('This database was filled with that seed before. Choose another --seed.');
  throw error;
}

/** A line a second, on the error output. */
function progressPrinter() {
  let next = 0;
  return (stage: string, done: number, total: number) => {
    if (performance.now() < next && done < total) return;
    next = performance.now() + 1_000;
    console.error(`${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${stage}`);
  };
}
