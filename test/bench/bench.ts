import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../src/base/failure';
import { readArguments } from '../../src/ops/process/command-line';
import { runOnce } from '../../src/ops/process/entry-point';
import { endRuns } from '../support/processes';
import { makeBed } from './bed';
import type { Figure, Row } from './define-row';
import { machineFacts } from './machine';
import { wholeNumber } from './numbers';
import { installPeers } from './peers';
import { intoDocument, type Report, table } from './report';
import { rows } from './rows';

const HELP = `
npm run bench -- [--only NAME,NAME] [--quick] [--rounds N] [--seed N] [--json] [--out FILE] [--write-docs [--from FILE]]

Measures Kith on a separate PostgreSQL server in a temporary folder, with fsync and synchronous_commit on, and prints
the figures next to their targets. A ratio is the median of the ratios of several rounds. Uses no settings.

  --only NAME   measure only these rows
  --quick       do a small run to check that everything works; its figures mean nothing
  --rounds N    the number of rounds per ratio (default: 7)
  --seed N      the same seed invents the same logs and commands (default: 1)
  --json        print one JSON object as the last line
  --out FILE    write that object to a file after each row
  --write-docs  put the table into docs/performance.md; needs a full run, or --from FILE with the output of an earlier one

Rows:
${rows.map(({ name, title, onlyByName }) => `  ${name.padEnd(12)}  ${title}${onlyByName ? ' (only with --only)' : ''}`).join('\n')}
`;

const document = path.join(__dirname, '../../docs/performance.md');

runOnce(HELP, async ({ args, onStop }) => {
  const { values } = readArguments(args, {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
    from: { type: 'string' },
  });
  const { quick } = values;
  if (values.from !== undefined) return writeDocument(JSON.parse(readFileSync(values.from, 'utf8')));
  const chosen = chosenRows(values.only);
  if (values['write-docs'] && (quick || values.only !== undefined))
    throw new StartFailure('--write-docs needs a full run. Leave out --quick and --only.');
  const rounds = wholeNumber('--rounds', values.rounds ?? (quick ? '1' : '7'));
  const seed = wholeNumber('--seed', values.seed);
  if (chosen.some(({ peers }) => peers)) installPeers();
  const say = (line: string) => console.error(line);
  const bed = await makeBed({ seed, say });
  onStop(() => bed.stop());
  // If a row fails, its processes are still running.
  onStop(() => endRuns());
  const began = performance.now();
  const facts = { ...machineFacts(), ...bed.facts, seed: String(seed), rounds: String(rounds) };
  for (const [name, value] of Object.entries(facts)) say(`${name}: ${value}`);
  const figures: Figure[] = [];
  const reported = () => ({
    facts,
    quick,
    seconds: Math.round((performance.now() - began) / 1_000),
    figures,
  });
  for (const row of chosen) {
    say(`— ${row.name}`);
    const beganRow = performance.now();
    const measured = await row.measure({ bed, seed, rounds, quick, say }).catch((error) => {
      // All people in these databases are invented, so the full error may be printed.
      say(String(error));
      throw error;
    });
    say(`${table(measured)}\n(${((performance.now() - beganRow) / 1_000).toFixed(0)} s)`);
    figures.push(...measured);
    if (values.out) writeFileSync(values.out, `${JSON.stringify(reported(), null, 2)}\n`);
  }
  const report = reported();
  console.log(table(figures));
  if (values['write-docs']) writeDocument(report);
  if (values.json) console.log(JSON.stringify(report));
});

function writeDocument(report: Report): void {
  if (report.quick)
    throw new StartFailure('The figures of a quick run mean nothing. Do a full run for --write-docs.');
  writeFileSync(document, intoDocument(readFileSync(document, 'utf8'), report));
}

function chosenRows(only: string | undefined): readonly Row[] {
  if (only === undefined) return rows.filter(({ onlyByName }) => !onlyByName);
  const names = only.split(',');
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) throw new StartFailure(`Unknown row: ${unknown.join(', ')}. See --help.`);
  return rows.filter(({ name }) => names.includes(name));
}
