import { systemClock } from './clock';
import { accountByEmail, chosenProjections, readArguments } from './command-line';
import { joinCurrentDatabase } from './database/open';
import { createPool } from './database/pool';
import { runOnce } from './entry-point';
import { StartFailure } from './failure';
import { createKith } from './kith';
import type { Projection } from './projecting/define-projection';
import type { Rebuilt } from './projecting/rebuild';
import { askForReplay, type Progress, ReplayStuck, replay, replayDry } from './projecting/replay';
import { rowChanges } from './replay-report';

const HELP = `
npm run replay -- [NAME…] [--account EMAIL] [--anew] [--dry-run] [--json]: rebuilds projections from the events.

People read and write meanwhile: each stream shows its old rows, then its new ones. Run it several times at once to
share the work out; run it again after a kill, and it goes on where it was.

  NAME…            the projections to rebuild; all of them by default
  --account EMAIL  one account alone
  --anew           begin again, where an earlier replay is unfinished
  --dry-run        say how many rows would change, show some, and write nothing
  --json           print one JSON object as the last line: events, rows, changed, streams, seconds
`;

const shownChanges = 10;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, {
    account: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    anew: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const database = await joinCurrentDatabase(config, log);
  onStop(() => database.stop());
  const pool = createPool(database.url, { log, max: 20 });
  onStop(() => pool.end());
  const kith = createKith({ pool, log, clock: systemClock });
  const projections = chosenProjections(kith, positionals);
  const accountId = values.account === undefined ? undefined : await accountByEmail(pool, values.account);
  const dry = values['dry-run'];
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const onProgress = progressPrinter(seconds);

  const unfinished = dry ? [] : await askForReplay(kith, projections, { accountId, anew: values.anew });
  if (unfinished.length > 0) {
    console.log(`Going on with an unfinished replay of ${unfinished.join(', ')}. To begin again: --anew.`);
  }
  const replayed = dry
    ? await replayDry(kith, projections, { accountId, onProgress, onDifference: changesPrinter() })
    : await replay(kith, projections, { accountId, onProgress }).catch(explainStuck);
  const { events, rows, changed, streams } = replayed;
  console.log(
    `${dry ? 'Would change' : 'Changed'} ${count(changed)} of ${count(rows)} rows: ` +
      `${count(events)} events in ${count(streams)} streams, ${seconds().toFixed(1)} s.`,
  );
  if (values.json) {
    const names = projections.map(({ name }) => name);
    console.log(
      JSON.stringify({ projections: names, dryRun: dry, events, rows, changed, streams, seconds: seconds() }),
    );
  }
});

function explainStuck(error: unknown): never {
  if (!(error instanceof ReplayStuck)) throw error;
  throw new StartFailure(
    `${error.streams} streams wait for another version of the projections than this release has. Run npm run migrate with the release that is to run, and replay with that one.`,
  );
}

/** A line a second, on the error output, so that the result can be piped. */
function progressPrinter(seconds: () => number): (progress: Progress) => void {
  let printed = 0;
  return ({ streams, total, events }) => {
    if (seconds() - printed < 1) return;
    printed = seconds();
    const left = (printed / streams) * (total - streams);
    console.error(
      `${count(streams)} of ${count(total)} streams, ${count(events)} events, ` +
        `${count(Math.round(events / printed))} a second, about ${Math.ceil(left)} s left`,
    );
  };
}

function changesPrinter() {
  let shown = 0;
  return (projection: Projection, accountId: number, rebuilt: Rebuilt) => {
    if (rebuilt.failsAt) console.log(`account ${accountId}: ${projection.name} fails at ${rebuilt.failsAt}`);
    for (const line of rowChanges(rebuilt)) {
      if (shown === shownChanges) console.log('… and more');
      if (shown++ >= shownChanges) return;
      console.log(`account ${accountId}: ${line}`);
    }
  };
}

function count(value: number): string {
  return value.toLocaleString('en');
}
