import { systemClock } from '../../base/clock';
import { createPool } from '../../database/pool';
import { retryParked, type Statuses, statusesOf } from '../../engine/projecting/status';
import { sweep } from '../../engine/projecting/sweep';
import { type DryReplayed, replayDry } from '../../engine/replaying/dry-replay';
import { createKith } from '../../kith';
import { joinCurrentDatabase } from '../../release/open';
import { chosenProjections, readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { statusLine } from '../process/status-line';

const HELP = `
npm run projections -- [--verify] [--retry [NAME…]] [--json]: how each projection stands.

  --verify        compare the tables with folds of the events; exits 1 on a difference, and where something
                  could not be compared
  --retry [NAME…] let parked streams try again, of the named projections or of all
  --json          print one JSON object as the last line
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, {
    verify: { type: 'boolean', default: false },
    retry: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const database = await joinCurrentDatabase(config, log);
  onStop(() => database.stop());
  const pool = createPool(database.url, { log });
  onStop(() => pool.end());
  const kith = createKith({ pool, log, clock: systemClock });
  const chosen = chosenProjections(kith, positionals);
  const names = chosen.map(({ name }) => name);
  const retried = values.retry ? await retryParked(pool, 'projection', names) : undefined;
  if (retried !== undefined) {
    await sweep(kith, [], 0);
    console.log(`${retried} parked streams try again.`);
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
      console.log(`${projection}: a handler fails at ${position} of account ${accountId}`);
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
  if (isEqual(verified)) return `Verified: the tables of ${streams} streams equal the folds of their events.`;
  if (discrepancies.length > 0)
    return 'Verified: there are differences. npm run replay puts them right; find out first why they are there.';
  if (waiting > 0) return `Not verified: ${waiting} projections of streams wait for their rebuild.`;
  return 'Not verified: where a handler fails, there is nothing to compare with.';
}

function describe(status: Statuses['projection'] & { version: number }): string {
  const { name, version, releasedVersion, rebuilding, lastUpdatedAt } = status;
  return statusLine(`${name} v${version}`, status, [
    rebuilding > 0 && `${rebuilding} wait for a rebuild`,
    releasedVersion !== version &&
      `the database has ${releasedVersion ? `version ${releasedVersion}` : 'no release'} of it`,
    `last updated ${lastUpdatedAt ? lastUpdatedAt.toISOString() : 'never'}`,
  ]);
}
