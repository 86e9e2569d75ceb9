import { retryParked, type Statuses, statusesOf } from '../../engine/projecting/status';
import { sweep } from '../../engine/projecting/sweep';
import { type DryReplayed, replayDry } from '../../engine/replaying/dry-replay';
import { chosenProjections, readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { statusLine } from '../process/status-line';
import { withKith } from '../process/with-kith';

const HELP = `
npm run projections -- [NAME…] [--verify] [--retry] [--json]: shows the status of each projection.

  NAME…     the projections to show (default: all)
  --verify  compare the tables with folds of the events. Exits with 1 if they differ or can't be compared
  --retry   retry the parked streams of these projections
  --json    print one JSON object as the last line

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL. Use the same ones as for Kith itself.
`;

runOnce(HELP, async (running) => {
  const { values, positionals } = readArguments(running.args, {
    verify: { type: 'boolean', default: false },
    retry: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const kith = await withKith(running);
  const { pool } = kith;
  const chosen = chosenProjections(kith, positionals);
  const names = chosen.map(({ name }) => name);
  const retried = values.retry ? await retryParked(pool, 'projection', names) : undefined;
  if (retried !== undefined) {
    await sweep(kith, [], 0);
    console.log(`Retrying ${retried} parked streams.`);
  }
  const found = await statusesOf(pool, 'projection', names);
  const statuses = found.map((status, index) => ({ ...status, version: chosen[index]!.version }));
  for (const status of statuses) console.log(describe(status));
  const verified = values.verify ? await replayDry(kith, chosen) : undefined;
  if (verified) {
    for (const { projection, accountId, table, rows } of verified.discrepancies) {
      console.log(`${projection}: ${rows} rows of account ${accountId} in ${table} differ from the fold`);
    }
    for (const { projection, accountId, position } of verified.failing) {
      console.log(`${projection}: a handler fails at position ${position} of account ${accountId}`);
    }
    console.log(verdictOn(verified));
  }
  if (values.json) console.log(JSON.stringify({ projections: statuses, retried, verified }));
  return verified && !isEqual(verified) ? 1 : 0;
});

function isEqual({ waiting, discrepancies, failing }: DryReplayed): boolean {
  return waiting + discrepancies.length + failing.length === 0;
}

function verdictOn(verified: DryReplayed): string {
  const { streams, waiting, discrepancies } = verified;
  if (isEqual(verified)) return `Verified: the tables match the events in all ${streams} streams.`;
  if (discrepancies.length > 0)
    return 'Verified: the tables differ from the events. Find out why, then run npm run replay to correct them.';
  if (waiting > 0) return `Not verified: rebuilds are pending (${waiting}). Try again when they are done.`;
  return 'Not verified: a handler fails, so there is nothing to compare with.';
}

function describe(status: Statuses['projection'] & { version: number }): string {
  const { name, version, releasedVersion, rebuilding, lastUpdatedAt } = status;
  return statusLine(`${name} v${version}`, status, [
    rebuilding > 0 && `${rebuilding} pending rebuild`,
    releasedVersion !== version &&
      `${releasedVersion ? `version ${releasedVersion}` : 'no version'} released in the database`,
    `last updated ${lastUpdatedAt ? lastUpdatedAt.toISOString() : 'never'}`,
  ]);
}
