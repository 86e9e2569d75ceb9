import { spawnSync } from 'node:child_process';
import { StartFailure } from '../src/base/failure';
import { readArguments } from '../src/ops/process/command-line';

const HELP = `
npm run test:soak -- [--rounds N] [--runs N] [--seconds N] [--seed N]: runs the randomized tests for longer.

  --rounds N   how often to kill a process between append and cursor (default: 1000; npm test: 30; .ci/run: 100)
  --runs N     the factor by which to multiply the number of generated command sequences (default: 20)
  --seconds N  how long to kill workers while emails are sent (default: 120; npm test: 12)
  --seed N     start from this seed, as printed by a failed test

Settings: none. Each test creates its own database.
`;

const tests = [
  'test/bench',
  'test/chaos',
  'test/oracle',
  'test/domain/commands',
  'test/domain/projections/in-batches',
  'test/domain/history',
];

function soak(args: string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP.trim());
    return 0;
  }
  const { values } = readArguments(args, {
    rounds: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string' },
  });
  const { rounds, runs, seconds, seed } = values;
  for (const value of [rounds, runs, seconds, seed ?? '0'])
    if (!/^-?\d+$/.test(value)) throw new StartFailure(`${value} is not a number. See --help.`);
  const env = {
    ...process.env,
    KITH_ROUNDS: rounds,
    KITH_KILLS: String(Math.ceil(Number(rounds) / 20)),
    KITH_SOAK: runs,
    KITH_CHAOS_SECONDS: seconds,
    ...(seed !== undefined && { KITH_SEED: seed }),
  };
  const jest = require.resolve('jest/bin/jest');
  return spawnSync(process.execPath, [jest, ...tests], { env, stdio: 'inherit' }).status ?? 1;
}

try {
  process.exitCode = soak(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.lines.join('\n'));
  process.exitCode = 1;
}
