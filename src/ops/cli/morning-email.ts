import { Temporal } from 'temporal-polyfill';
import { systemClock } from '../../base/clock';
import { StartFailure } from '../../base/failure';
import { createEnginePool } from '../../database/pool';
import { createKith } from '../../kith';
import { createMailer } from '../../mail/mailer';
import { outboxOnly } from '../../mail/outbox-only';
import { type MorningEmailSummary, sendMorningEmails } from '../../morning/send-morning-emails';
import { joinCurrentDatabase } from '../../release/open';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { besideRunning } from '../process/running-address';

const HELP = `
npm run morning-email -- [--now ISO]: one run of the morning email.

Sends what is due now, records what was missed, and says how many. Running it again sends nothing twice.
Exits with 1 when the mail server could not be reached, or an email could not be settled.

  --now ISO   act as if it were this moment, like 2026-11-24T07:00:00+01:00

Settings: DATABASE_URL, DATA_DIR, BASE_URL, PORT, SMTP_URL, MAIL_FROM, LOG_LEVEL: those that Kith runs with, so that
          it is the same database and mail server. BASE_URL is the address that the links in the emails lead to;
          beside npm start with a database of its own (the same DATA_DIR), its address is found where that and PORT
          are unset.
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, { now: { type: 'string' } });
  if (positionals.length > 0) throw new StartFailure(`What is ${positionals[0]}? See --help.`);
  const moment = values.now === undefined ? undefined : momentIn(values.now);
  const clock = moment ? () => moment : systemClock;
  const database = await joinCurrentDatabase(config, log);
  onStop(() => database.stop());
  const pool = createEnginePool(database.url, { log });
  onStop(() => pool.end());
  const mailer = createMailer({ ...config, log, clock, outboxOnly: outboxOnly(pool) });
  onStop(() => mailer.close());
  const kith = createKith({ pool, log, clock });
  const summary = await sendMorningEmails(
    { config: besideRunning(config), kith, mailer },
    { job: 'by hand' },
  );
  console.log(describe(summary));
  if (summary.parked > 0) console.error(notKnown(summary));
  if (summary.unreachable)
    console.error('The mail server could not be reached. The emails that wait are tried again.');
  if (summary.failed)
    console.error('Not every email could be settled; the log says why. They are tried again.');
  return summary.unreachable || summary.failed ? 1 : 0;
});

function momentIn(text: string): Date {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StartFailure(
      '--now is not a moment with its offset from UTC. Write it like 2026-11-24T07:00:00+01:00 or 2026-11-24T06:00Z.',
    );
  }
}

function notKnown({ parked }: MorningEmailSummary): string {
  const accounts = parked === 1 ? 'one account' : `${parked} accounts`;
  return `Emails of ${accounts} may be missing, because a projection is parked. See npm run projections.`;
}

function describe({ sent, missed, uncertain, waiting }: MorningEmailSummary): string {
  return `Morning email: ${sent} sent, ${missed} missed, ${uncertain} uncertain, ${waiting} waiting.`;
}
