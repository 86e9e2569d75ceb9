import { randomInt } from 'node:crypto';
import { systemClock } from '../../base/clock';
import { StartFailure } from '../../base/failure';
import { isDate, localDate } from '../../base/time';
import { createEnginePool, patient } from '../../database/pool';
import { readEmailAddress } from '../../domain/values/email-address';
import { projectStream } from '../../engine/projecting/project-stream';
import { createKith } from '../../kith';
import { migrate } from '../../release/migrate';
import { joinCurrentDatabase, joinDatabase } from '../../release/open';
import { AlreadyThere, fillDemo } from '../demo/fill-demo';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { besideRunning } from '../process/running-address';

const zone = 'Europe/Berlin';

const HELP = `
npm run demo -- [--email EMAIL] [--today DAY]: opens an account with a year behind it, to look around in.

Some three hundred made-up people of many countries, their talks, meetings and notes: the same each time, with days that
count from today. Nobody is mailed for what was; the morning mails to come land in the outbox folder.

  --email EMAIL  the account's address (default demo@kith.example)
  --today DAY    the day from which the others count, such as 2026-11-21 (default today in ${zone})

Settings: DATABASE_URL, DATA_DIR: those that Kith runs with. A database of Kith's own is made where there is none.
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, {
    email: { type: 'string', default: 'demo@kith.example' },
    today: { type: 'string' },
  });
  if (positionals.length > 0) throw new StartFailure(`What is ${positionals[0]}? See --help.`);
  const { email } = values;
  if (!readEmailAddress(email)) throw new StartFailure(`--email: ${email} is no email address.`);
  const today = dayOf(values.today, localDate(systemClock(), zone));
  const own = config.databaseUrl === undefined;
  const database = await (own ? joinDatabase : joinCurrentDatabase)(config, log);
  onStop(() => database.stop());
  if (own) await migrate(database.url, log);
  const pool = createEnginePool(database.url, { log, settings: patient });
  onStop(() => pool.end());
  const kith = createKith({ pool, log, clock: systemClock });
  const password = newPassword();
  const { accountId, events } = await fillDemo(kith, { email, today, zone }, password).catch(explain);
  await projectStream(kith, accountId);
  console.log(
    `${email} has ${events.toLocaleString('en')} events behind it.\n\n` +
      `  Sign in at ${besideRunning(config).baseUrl}/sign-in\n  Email:     ${email}\n  Password:  ${password}`,
  );
});

/** What is told of is over: no event happens later than now. */
function dayOf(typed: string | undefined, today: string): string {
  const day = typed ?? today;
  if (!isDate(day)) throw new StartFailure(`--today: ${day} is no day, such as ${today}.`);
  if (day > today) throw new StartFailure(`--today: ${day} is yet to come.`);
  return day;
}

/** Some 50 bits, in words: for an account of made-up people. */
function newPassword(): string {
  const syllable = () => `${letter('bdfgklmnprstvz')}${letter('aeiou')}`;
  const word = () => syllable() + syllable();
  return `${word()}-${word()}-${word()}-${word()}`;
}

function letter(of: string): string {
  return of[randomInt(of.length)]!;
}

function explain(error: unknown): never {
  if (error instanceof AlreadyThere)
    throw new StartFailure(
      `${error.message} has an account already. Close that one in its settings, or name another by --email.`,
    );
  throw error;
}
