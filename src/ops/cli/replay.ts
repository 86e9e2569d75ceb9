import { availableParallelism } from 'node:os';
import { StartFailure } from '../../base/failure';
import { createEnginePool, patient } from '../../database/pool';
import type { TableDefinition } from '../../engine/projecting/define-table';
import type { Difference } from '../../engine/projecting/table';
import { replayDry } from '../../engine/replaying/dry-replay';
import { askForReplay, OtherRelease, type Replayed, replay } from '../../engine/replaying/replay';
import { accountByEmail, chosenProjections, readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { withKith } from '../process/with-kith';
import { helping, progressReporter, startHelpers, sumOf } from './replay-processes';
import { progressPrinter } from './replay-progress';
import { rowChanges } from './replay-report';

const HELP = `
npm run replay -- [NAME…] [--account EMAIL] [--dry-run] [--processes N] [--json]: rebuilds projections from the events.

Kith can stay in use: pages show a stream's old rows until the new ones are complete. If a replay is killed, run it
again to resume it.

  NAME…            the projections to rebuild (default: all)
  --account EMAIL  rebuild this account only
  --anew           start over instead of resuming an unfinished replay
  --dry-run        show how many rows would change, and some of them, but write nothing
  --processes N    the number of processes (default: the number of CPU cores)
  --json           print one JSON object as the last line: events, rows, changed, streams, elsewhere, seconds

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL. Use the same ones as for Kith itself.
`;

const shownChanges = 10;

runOnce(HELP, async (running) => {
  const { args, onStop } = running;
  const { values, positionals } = readArguments(
    args.filter((one) => one !== helping),
    {
      account: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      anew: { type: 'boolean', default: false },
      processes: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  );
  const processes = readProcesses(values.processes);
  const opened = await withKith(running, { open: createEnginePool, pool: { max: 10, settings: patient } });
  const stopping = new AbortController();
  onStop(async () => stopping.abort());
  const kith = { ...opened, stopping: stopping.signal };
  const projections = chosenProjections(kith, positionals);
  if (args.includes(helping)) {
    await replay(kith, projections, { onProgress: progressReporter() });
    return;
  }
  const accountId =
    values.account === undefined ? undefined : await accountByEmail(kith.pool, values.account);
  const dry = values['dry-run'];
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;

  const unfinished = dry
    ? []
    : await askForReplay(kith, projections, { accountId, anew: values.anew }).catch(explainOtherRelease);
  if (unfinished.length > 0) {
    console.log(`Resuming an unfinished replay of ${unfinished.join(', ')}. To start over, use --anew.`);
  }
  const others = dry || accountId !== undefined ? 0 : processes - 1;
  const helpers = startHelpers(__filename, others, positionals);
  onStop(async () => helpers.stop());
  const progress = progressPrinter(seconds);
  const runDry = async () => {
    const found = await replayDry(kith, projections, { accountId, onProgress, onDifference: printChanges() });
    for (const { projection, accountId, position } of found.failing)
      console.log(`account ${accountId}: ${projection} fails at position ${position}`);
    return { ...found, total: found.streams };
  };
  const onProgress = (own: Replayed & { total: number }) =>
    progress.show({ ...sumOf(own, helpers.done()), total: own.total });
  const own = dry ? await runDry() : await replay(kith, projections, { accountId, onProgress });
  await helpers.ended();
  progress.end();
  const { events, rows, changed, streams } = sumOf(own, helpers.done());
  console.log(
    `${dry ? 'Would change' : 'Changed'} ${count(changed)} of ${count(rows)} rows: ` +
      `${count(events)} events in ${count(streams)} streams, ${seconds().toFixed(1)} s.`,
  );
  // A running worker rebuilds streams too, first of all those with new events.
  const elsewhere = Math.max(own.total - streams, 0);
  if (elsewhere > 0)
    console.log(`A running worker rebuilt ${count(elsewhere)} more streams, which are not counted here.`);
  if (values.json) {
    const names = projections.map(({ name }) => name);
    console.log(
      JSON.stringify({
        ...{ projections: names, dryRun: dry, events, rows, changed, streams, elsewhere },
        seconds: seconds(),
      }),
    );
  }
});

function readProcesses(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const processes = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (processes < 1) throw new StartFailure(`--processes must be a number from 1 to 999, not ${text}.`);
  return processes;
}

function explainOtherRelease(error: unknown): never {
  if (!(error instanceof OtherRelease)) throw error;
  throw new StartFailure(
    `The database and this release have different versions of ${error.projections.join(', ')}. Run npm run migrate and npm run replay from the release that you want to run.`,
  );
}

function printChanges() {
  let shown = 0;
  return (accountId: number, table: TableDefinition, difference: Difference) => {
    for (const line of rowChanges(table, difference)) {
      if (shown === shownChanges) console.log('… and more');
      if (shown++ >= shownChanges) return;
      console.log(`account ${accountId}: ${line}`);
    }
  };
}

function count(value: number): string {
  return value.toLocaleString('en');
}
