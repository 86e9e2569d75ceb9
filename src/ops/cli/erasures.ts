import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../base/clock';
import { codeOf, StartFailure } from '../../base/failure';
import { createPool } from '../../database/pool';
import { replay } from '../../engine/replaying/replay';
import { createKith, type Kith } from '../../kith';
import { type LedgerLine, ledgerLine, readLedger } from '../../privacy/ledger';
import { type Reapplied, reapply } from '../../privacy/reapply';
import { scrub, TransactionsInTheWay } from '../../privacy/scrub';
import { scrubbingUrl } from '../../privacy/scrubbing-url';
import { joinCurrentDatabase } from '../../release/open';
import { readArguments } from '../process/command-line';
import { runOnce } from '../process/entry-point';

const HELP = `
npm run erasures -- [--json] [--reapply] [--scrub]: the ledger of what was erased by law.

Each line says of which account and subject, begun when, and when it was erased; nothing of what it was. Keep a copy
apart from the backups, and apply it to any of them that you restore, before people come back:

  npm run --silent erasures -- --json > erasures.jsonl
  npm run erasures -- --reapply < erasures.jsonl

  --json     one line of JSON an erasure, and nothing else
  --reapply  erase again what the lines on standard input name, and what this database's own ledger does; lines that
             mean nothing here are passed over. May be repeated
  --scrub    write all tables anew, so that no dead row of what was erased stays on the disk. Each is closed to readers
             meanwhile: choose a quiet hour. The database that npm start brings along does it by itself

Settings: DATABASE_URL, DATA_DIR: those that Kith runs with.
`;

runOnce(HELP, async ({ config, log, args, onStop }) => {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean', default: false },
    reapply: { type: 'boolean', default: false },
    scrub: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new StartFailure(`What is ${positionals[0]}? See --help.`);
  if (values.json) log.level = 'silent';
  const database = await joinCurrentDatabase(config, log);
  onStop(() => database.stop());
  const pool = createPool(database.url, { log });
  onStop(() => pool.end());
  const kith = createKith({ pool, log, clock: systemClock });
  if (values.reapply) await reapplyAll(kith, [...(await linesGiven()), ...(await readLedger(pool))]);
  if (values.scrub) {
    const scrubbing = scrub(scrubbingUrl(config, database.url)).catch(explain);
    const { tables, log: logToo } = await scrubbing;
    console.log(`Wrote ${tables} tables anew.${logToo ? '' : ` ${logStays}`}`);
  }
  if (values.reapply || values.scrub) return;
  for (const line of await readLedger(pool)) console.log(values.json ? JSON.stringify(line) : inWords(line));
});

const logStays =
  'The write-ahead log is not this user’s to let go of: what was erased stays there until the server has removed its segments.';

function explain(error: unknown): never {
  const isBusy = error instanceof TransactionsInTheWay || codeOf(error) === '55P03';
  if (!isBusy) throw error;
  throw new StartFailure(
    'Somebody is at work in the tables for long. Nothing is lost; choose a quieter hour.',
    {
      cause: error,
    },
  );
}

/** What a file or a pipe brings; npm itself may have printed in front of it. */
async function linesGiven(): Promise<LedgerLine[]> {
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
        `Line ${number} is not one of the ledger. Nothing was erased because of this file.`,
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
    `${count.erased} erased again, ${count.gone} gone already, ${count.unknown} not of this database.`,
  );
}

function inWords({ account, subject, erased_at, by }: LedgerLine): string {
  const what = subject === null ? `account ${account}` : `account ${account}, contact ${subject}`;
  return `${erased_at}  ${what}${by === null ? '' : `, by ${by}`}`;
}
