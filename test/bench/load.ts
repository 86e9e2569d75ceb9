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
npm run load -- --accounts N --events N [--seed N] [--add]: fills a database with invented logs, for measurements.

The events are like those that commands append, over the last two years, and each conforms to its schema:
${mixInWords.replace(', 10 % changed', ',\n10 % changed')}.
They are distributed evenly among the accounts and projected by a replay. To sign in, reset the password of an account:
load-SEED-0@example.org and so on. The accounts' emails go to the outbox folder. Without DATABASE_URL, this creates the
embedded database if there is none.

  --accounts N  the number of accounts (default: 10)
  --events N    the total number of events (default: 10000)
  --seed N      the same seed invents the same logs (default: 1)
  --add         add to a database that already has accounts

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL. Use the same ones as for Kith itself.
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
    throw new StartFailure(
      '--events must be at least --accounts, because each account has at least one event.',
    );
  const embedded = config.databaseUrl === undefined;
  const database = await (embedded ? joinDatabase : joinCurrentDatabase)(config, log);
  onStop(() => database.stop());
  if (embedded) await migrate(database.url, log);
  const pool = createEnginePool(database.url, { log, settings: patient });
  onStop(() => pool.end());
  const { rows } = await pool.query<{ any: boolean }>('select exists (select from streams) as any');
  if (rows[0]!.any && !values.add)
    throw new StartFailure('This database already has accounts. To add more, use --add.');
  const kith = createKith({ pool, log, clock: systemClock });
  const began = performance.now();
  await fill(kith, { streams: evenly(accounts, events), seed, onProgress: progressPrinter() }).catch(explain);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(
    `Filled ${accounts.toLocaleString('en')} accounts with ${events.toLocaleString('en')} events in ${seconds} s.`,
  );
});

function explain(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === '23505' && constraint?.startsWith('credentials'))
    throw new StartFailure('This database was already filled with this seed. Choose another --seed.');
  throw error;
}

/** Prints the progress once per second on standard error. */
function progressPrinter() {
  let next = 0;
  return (stage: string, done: number, total: number) => {
    if (performance.now() < next && done < total) return;
    next = performance.now() + 1_000;
    console.error(`${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${stage}`);
  };
}
