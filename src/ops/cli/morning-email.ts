import { Temporal } from 'temporal-polyfill';
import { systemClock } from '../../base/clock';
import { StartFailure } from '../../base/failure';
import { createEnginePool } from '../../database/pool';
import { createMailer } from '../../mail/mailer';
import { outboxOnly } from '../../mail/outbox-only';
import { type MorningEmailSummary, sendMorningEmails } from '../../morning/send-morning-emails';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { withRunningAddress } from '../process/running-address';
import { withKith } from '../process/with-kith';

const HELP = `
npm run morning-email -- [--now ISO]: runs the morning email job once.

Sends the emails that are due, records those that were missed, and prints how many. Running it again sends nothing
twice. Exits with 1 if the mail server could not be reached, or an email could not be processed.

Links in the emails start with BASE_URL. If BASE_URL and PORT are unset and npm start is running on the embedded
database in DATA_DIR, they start with its address.

  --now ISO  act as if it were this time, such as 2026-11-24T07:00:00+01:00

Settings: DATABASE_URL, DATA_DIR, BASE_URL, PORT, SMTP_URL, MAIL_FROM, LOG_LEVEL. Use the same ones as for Kith itself.
`;

runOnce(HELP, async (running) => {
  const { config, log, args, onStop } = running;
  const { values, positionals } = readArguments(args, { now: { type: 'string' } });
  if (positionals.length > 0) throw new StartFailure(`Unknown argument: ${positionals[0]}. See --help.`);
  const moment = values.now === undefined ? undefined : momentIn(values.now);
  const clock = moment ? () => moment : systemClock;
  const kith = await withKith(running, { clock, open: createEnginePool });
  const mailer = createMailer({ ...config, log, clock, outboxOnly: outboxOnly(kith.pool) });
  onStop(() => mailer.close());
  const summary = await sendMorningEmails(
    { config: withRunningAddress(config), kith, mailer },
    { job: 'by hand' },
  );
  console.log(describe(summary));
  if (summary.parked > 0) console.error(parkedWarning(summary));
  if (summary.unreachable)
    console.error('The mail server could not be reached. The next run tries the waiting emails again.');
  if (summary.failed)
    console.error('Some emails could not be processed. The log says why. The next run tries them again.');
  return summary.unreachable || summary.failed ? 1 : 0;
});

function momentIn(text: string): Date {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StartFailure(
      '--now must be a time with its offset from UTC, like 2026-11-24T07:00:00+01:00 or 2026-11-24T06:00Z.',
    );
  }
}

function parkedWarning({ parked }: MorningEmailSummary): string {
  const accounts = parked === 1 ? 'one account' : `${parked} accounts`;
  return `Emails to ${accounts} may be missing because a projection is parked. See npm run projections.`;
}

function describe({ sent, missed, uncertain, waiting }: MorningEmailSummary): string {
  return `Morning email: ${sent} sent, ${missed} missed, ${uncertain} uncertain, ${waiting} waiting.`;
}
