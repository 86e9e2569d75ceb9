import { systemClock } from './clock';
import { chosenProjections, readArguments } from './command-line';
import { joinCurrentDatabase } from './database/open';
import { createPool } from './database/pool';
import { runOnce } from './entry-point';
import { createKith } from './kith';
import { sweep } from './projecting/fan-out';
import { type ProjectionStatus, projectionsStatus, retryParked } from './projecting/status';
import { type Verified, verifyAll } from './projecting/verify';

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
  const retried = values.retry
    ? await retryParked(
        kith,
        chosen.map(({ name }) => name),
      )
    : undefined;
  if (retried !== undefined) {
    await sweep(kith, 0);
    console.log(`${retried} parked streams try again.`);
  }
  const statuses = await projectionsStatus({ ...kith, projections: chosen });
  for (const status of statuses) console.log(describe(status));
  const verified = values.verify ? await verifyAll(kith, chosen) : undefined;
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

function isEqual({ waiting, discrepancies, failing }: Verified): boolean {
  return waiting + discrepancies.length + failing.length === 0;
}

function verdictOn(verified: Verified): string {
  const { streams, waiting, discrepancies } = verified;
  if (isEqual(verified)) return `Verified: the tables of ${streams} streams equal the folds of their events.`;
  if (discrepancies.length > 0)
    return 'Verified: there are differences. npm run replay puts them right; find out first why they are there.';
  if (waiting > 0) return `Not verified: ${waiting} projections of streams wait for their rebuild.`;
  return 'Not verified: where a handler fails, there is nothing to compare with.';
}

function describe(status: ProjectionStatus): string {
  const { name, version, releasedVersion, streams, behind, rebuilding, retrying, oldestWait, lastUpdatedAt } =
    status;
  const facts = [
    behind === 0 ? `all ${streams} streams are at their head` : `${behind} of ${streams} streams behind`,
    oldestWait !== null && `oldest wait ${oldestWait.toFixed(1)} s`,
    rebuilding > 0 && `${rebuilding} wait for a rebuild`,
    retrying > 0 && `${retrying} being retried`,
    releasedVersion !== version &&
      `the database has ${releasedVersion ? `version ${releasedVersion}` : 'no release'} of it`,
    `last updated ${lastUpdatedAt ? lastUpdatedAt.toISOString() : 'never'}`,
  ].filter(Boolean);
  const parked = status.parked.map(
    ({ accountId, position, error, since }) =>
      `\n  parked since ${since.toISOString()}: account ${accountId} at ${position}: ${error}`,
  );
  return `${name} v${version}: ${facts.join(', ')}${parked.join('')}`;
}
