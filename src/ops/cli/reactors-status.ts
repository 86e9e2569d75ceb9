import { StartFailure } from '../../base/failure';
import { retryParked, statusesOf } from '../../engine/projecting/status';
import { sweep } from '../../engine/projecting/sweep';
import { namesAfterCommit } from '../../reactors';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { statusLine } from '../process/status-line';
import { withKith } from '../process/with-kith';

const HELP = `
npm run reactors -- [NAME…] [--retry] [--json]: shows the status of each reactor that runs after the commit.

  NAME…    the reactors to show (default: all)
  --retry  retry the parked streams of these reactors
  --json   print one JSON object as the last line

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL. Use the same ones as for Kith itself.
`;

runOnce(HELP, async (running) => {
  const { values, positionals } = readArguments(running.args, {
    retry: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const unknown = positionals.filter((name) => !namesAfterCommit.includes(name));
  if (unknown.length > 0) {
    throw new StartFailure(
      `Unknown reactor: ${unknown.join(', ')}. The reactors are ${namesAfterCommit.join(', ')}.`,
    );
  }
  const names = positionals.length > 0 ? positionals : namesAfterCommit;
  const kith = await withKith(running);
  const { pool } = kith;
  const retried = values.retry ? await retryParked(pool, 'reactor', names) : undefined;
  if (retried !== undefined) {
    await sweep(kith, names, 0);
    console.log(`Retrying ${retried} parked streams.`);
  }
  const reactors = await statusesOf(pool, 'reactor', names);
  for (const status of reactors)
    console.log(status.releasedAt ? statusLine(status.name, status) : `${status.name}: not set up`);
  if (values.json) console.log(JSON.stringify({ reactors, retried }));
});
