import { systemClock } from './clock';
import { readArguments } from './command-line';
import { joinCurrentDatabase } from './database/open';
import { createPool } from './database/pool';
import { runOnce } from './entry-point';
import { StartFailure } from './failure';
import { createKith } from './kith';
import { type ReactorStatus, reactorsStatus, retryReactors } from './reacting/status';
import { sweepReactors } from './reacting/sweep';
import { namesAfterCommit, reactorsNamed } from './reactors';

const HELP = `
npm run reactors -- [NAME…] [--retry] [--json]: how each reactor stands that runs after the commit.

  --retry  let parked streams try again, of the named reactors or of all
  --json   print one JSON object as the last line
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, {
    retry: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const unknown = positionals.filter((name) => !namesAfterCommit.includes(name));
  if (unknown.length > 0) {
    throw new StartFailure(
      `There is no reactor called ${unknown.join(', ')}. There are: ${namesAfterCommit.join(', ')}.`,
    );
  }
  const names = positionals.length > 0 ? positionals : namesAfterCommit;
  const database = await joinCurrentDatabase(config, log);
  onStop(() => database.stop());
  const pool = createPool(database.url, { log });
  onStop(() => pool.end());
  const retried = values.retry ? await retryReactors(pool, names) : undefined;
  if (retried !== undefined) {
    await sweepReactors(createKith({ pool, log, clock: systemClock }), reactorsNamed(names), 0);
    console.log(`${retried} parked streams try again.`);
  }
  const reactors = await reactorsStatus(pool, names);
  for (const status of reactors) console.log(describe(status));
  if (values.json) console.log(JSON.stringify({ reactors, retried }));
});

function describe({
  name,
  releasedAt,
  streams,
  behind,
  oldestWait,
  retrying,
  parked,
}: ReactorStatus): string {
  if (!releasedAt) return `${name}: not set up`;
  const facts = [
    behind === 0 ? `all ${streams} streams are at their head` : `${behind} of ${streams} streams behind`,
    oldestWait !== null && `oldest wait ${oldestWait.toFixed(1)} s`,
    retrying > 0 && `${retrying} being retried`,
  ].filter(Boolean);
  const lines = parked.map(
    ({ accountId, position, error, since }) =>
      `\n  parked since ${since.toISOString()}: account ${accountId} at ${position}: ${error}`,
  );
  return `${name}: ${facts.join(', ')}${lines.join('')}`;
}
