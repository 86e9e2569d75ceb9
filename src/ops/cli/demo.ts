import { randomInt } from 'node:crypto';
import { systemClock } from '../../base/clock';
import { StartFailure } from '../../base/failure';
import { isDate, localDate } from '../../base/time';
import { createEnginePool, patient } from '../../database/pool';
import { readEmailAddress } from '../../domain/values/email-address';
import { projectStream } from '../../engine/projecting/project-stream';
import { AlreadyThere, fillDemo } from '../demo/fill-demo';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { withRunningAddress } from '../process/running-address';
import { withKith } from '../process/with-kith';

const zone = 'Europe/Berlin';

const HELP = `
npm run demo -- [--email EMAIL] [--today DATE]: adds a demo account with a year of history.

The account has about three hundred made-up people from many countries, with conversations, meetings, and notes. They
are the same every time, with dates relative to today. Past meetings send no email, and future morning emails go to the
outbox folder. Without DATABASE_URL, this creates the embedded database if there is none.

  --email EMAIL  the account's email address (default: demo@kith.example)
  --today DATE   the date that counts as today, such as 2026-11-21 (default: today in ${zone})

Settings: DATABASE_URL, DATA_DIR, BASE_URL, PORT, LOG_LEVEL. Use the same ones as for npm start.
`;

runOnce(HELP, async (running) => {
  const { values, positionals } = readArguments(running.args, {
    email: { type: 'string', default: 'demo@kith.example' },
    today: { type: 'string' },
  });
  if (positionals.length > 0) throw new StartFailure(`Unknown argument: ${positionals[0]}. See --help.`);
  const { email } = values;
  if (!readEmailAddress(email)) throw new StartFailure(`--email: ${email} is not an email address.`);
  const today = readToday(values.today, localDate(systemClock(), zone));
  const kith = await withKith(running, {
    open: createEnginePool,
    pool: { settings: patient },
    mayCreate: true,
  });
  const password = newPassword();
  const { accountId, events } = await fillDemo(kith, { email, today, zone }, password).catch(explain);
  await projectStream(kith, accountId);
  console.log(
    `Created ${email} with ${events.toLocaleString('en')} events.\n\n` +
      `  Sign in at ${withRunningAddress(running.config).baseUrl}/sign-in\n  Email:     ${email}\n  Password:  ${password}`,
  );
});

/** Refuses a date in the future, because no event may have happened later than now. */
function readToday(typed: string | undefined, today: string): string {
  const day = typed ?? today;
  if (!isDate(day)) throw new StartFailure(`--today: ${day} is not a valid date. Write it like ${today}.`);
  if (day > today) throw new StartFailure(`--today: ${day} is in the future.`);
  return day;
}

/** About 50 bits, as made-up words. That is enough for an account of made-up people. */
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
      `${error.message} already has an account. Close it in its settings, or choose another address with --email.`,
    );
  throw error;
}
