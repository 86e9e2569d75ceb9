import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { codeOf, StartFailure } from '../../base/failure';
import { replay } from '../../engine/replaying/replay';
import type { Kith } from '../../kith';
import { type LedgerLine, ledgerLine, readLedger } from '../../privacy/ledger';
import { type Reapplied, reapply } from '../../privacy/reapply';
import { scrub, TransactionsInTheWay } from '../../privacy/scrub';
import { scrubbingUrl } from '../../privacy/scrubbing-url';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';
import { withKith } from '../process/with-kith';

const HELP = `
npm run erasures -- [--json] [--reapply] [--scrub]: lists forgotten contacts and closed accounts, without personal data.

Keep a copy of this ledger separate from the backups. Reapply it after restoring a backup, before people use Kith:

  npm run --silent erasures -- --json > erasures.jsonl
  npm run erasures -- --reapply < erasures.jsonl

  --json     print one line of JSON per erasure and nothing else
  --reapply  erase again what the lines on standard input and this database's own ledger name. Skips lines that don't
             belong to this database. Safe to repeat
  --scrub    rewrite all tables, so that no dead rows of erased data stay on disk. Locks each table while rewriting it,
             so run it at a quiet time. The embedded database does this automatically

Settings: DATABASE_URL, DATA_DIR, LOG_LEVEL. Use the same ones as for Kith itself.
`;

runOnce(HELP, async (running) => {
  const { config, log, args } = running;
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean', default: false },
    reapply: { type: 'boolean', default: false },
    scrub: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new StartFailure(`Unknown argument: ${positionals[0]}. See --help.`);
  if (values.json) log.level = 'silent';
  const kith = await withKith(running);
  const { pool, url } = kith;
  if (values.reapply) await reapplyAll(kith, [...(await readStandardInput()), ...(await readLedger(pool))]);
  if (values.scrub) {
    const scrubbing = scrub(scrubbingUrl(config, url)).catch(explain);
    const { tables, log: logToo } = await scrubbing;
    console.log(`Rewrote ${tables} tables.${logToo ? '' : ` ${logStays}`}`);
  }
  if (values.reapply || values.scrub) return;
  for (const line of await readLedger(pool)) console.log(values.json ? JSON.stringify(line) : inWords(line));
});

const logStays =
  'Kith could not clear the write-ahead log. Erased data stays there until the server removes the old segments.';

function explain(error: unknown): never {
  const isBusy = error instanceof TransactionsInTheWay || codeOf(error) === '55P03';
  if (!isBusy) throw error;
  throw new StartFailure(
    'Other transactions kept the tables busy for too long. Nothing was lost. Try again at a quieter time.',
    {
      cause: error,
    },
  );
}

/** Reads the ledger from a redirected file or a pipe. Skips the lines that npm prints first, which start with '> '. */
async function readStandardInput(): Promise<LedgerLine[]> {
  const input = fstatSync(0);
  if (!input.isFile() && !input.isFIFO() && !input.isSocket()) return [];
  const lines: LedgerLine[] = [];
  let number = 0;
  for await (const text of createInterface({ input: process.stdin })) {
    number += 1;
    if (text === '' || text.startsWith('> ')) continue;
    const line = ledgerLine(text);
    if (!line)
      throw new StartFailure(
        `Line ${number} is not a line of a ledger. Nothing was erased. Export the ledger again with --json.`,
      );
    lines.push(line);
  }
  return lines;
}

async function reapplyAll(kith: Kith, lines: readonly LedgerLine[]): Promise<void> {
  const count: Record<Reapplied, number> = { erased: 0, gone: 0, unknown: 0 };
  const accounts = new Set<number>();
  for (const line of lines) {
    const reapplied = await reapply(kith, line);
    count[reapplied] += 1;
    if (reapplied === 'erased') accounts.add(line.account);
  }
  for (const accountId of accounts) await replay(kith, kith.projections, { accountId });
  console.log(
    `${count.erased} erased again, ${count.gone} already erased, ${count.unknown} not in this database.`,
  );
}

function inWords({ account, subject, erased_at, by }: LedgerLine): string {
  const what = subject === null ? `account ${account}` : `account ${account}, contact ${subject}`;
  return `${erased_at}  ${what}${by === null ? '' : `, by ${by}`}`;
}
