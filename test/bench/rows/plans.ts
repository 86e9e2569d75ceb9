import { createEnginePool } from '../../../src/database/pool';
import { contactPath } from '../../../src/domain/values/contact-path';
import { projectStream } from '../../../src/engine/projecting/project-stream';
import { createKith } from '../../../src/kith';
import {
  buffersOf,
  explain,
  explainLarge,
  isAboutRows,
  type Plan,
  recordStatements,
  type Statement,
  stepsOf,
} from '../../support/recorded-statements';
import type { BedDatabase } from '../bed';
import { signedIn } from '../browser';
import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { evenly } from '../numbers';
import { startRecordedWeb } from '../recorded-web';
import { createWriters } from '../writers';

/** Reports how PostgreSQL executes the most frequent statements in the large database. There are no targets. */
export const plans: Row = {
  name: 'plans',
  title: 'the most frequent statements: which indexes they use and how many blocks they touch',
  async measure({ bed, seed, quick }: Conditions): Promise<Figure[]> {
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 1_000_000));
    const [accountId] = await fill(database.kith, { streams: [quick ? 300 : 100_000], seed: seed + 1 });
    const statements = [
      ...(await ofWriting({ ...database, accounts: [accountId!] }, seed)),
      ...(await ofPages(database, accountId!)),
    ];
    const texts = new Map(statements.filter(isAboutRows).map((statement) => [statement.text, statement]));
    const figures: Figure[] = [];
    for (const statement of texts.values()) {
      // Statements that change rows have already run, so they are planned but not executed again.
      const reads = !/\b(insert into|update|delete from)\b/i.test(statement.text);
      const plan = await (reads ? explain : explainLarge)(database.pool, statement);
      figures.push(figureOf(statement, plan, reads));
    }
    await bed.drop(database);
    return figures;
  },
};

/** Records the statements of an account's commands and of projecting them. */
async function ofWriting(database: BedDatabase, seed: number): Promise<Statement[]> {
  const pool = createEnginePool(database.url, { max: 1 });
  const statements = recordStatements(pool);
  const kith = { ...createKith({ ...database.kith, pool }), announce: () => undefined };
  const [writer] = await createWriters({ ...database, kith }, 1, seed);
  for (let nth = 0; nth < 40; nth++) {
    await writer!.write();
    if (nth % 10 === 0) await projectStream(kith, database.accounts[0]!);
  }
  await pool.end();
  return statements;
}

async function ofPages({ url, pool }: BedDatabase, accountId: number): Promise<Statement[]> {
  const web = await startRecordedWeb(url);
  const browser = await signedIn(web.address, pool, accountId);
  const { rows } = await pool.query<{ name: string }>(
    'select name from projected_contacts where account_id = $1 order by contact limit 1',
    [accountId],
  );
  web.statements.length = 0;
  for (const path of ['/contacts', contactPath(rows[0]!.name), contactPath(rows[0]!.name, 'history')])
    await browser.get(path);
  browser.close();
  await web.stop();
  return web.statements;
}

function figureOf({ name, text }: Statement, plan: Plan, reads: boolean): Figure {
  const used = new Set<string>();
  for (const step of stepsOf(plan)) {
    const index = step['Index Name'];
    if (index) used.add(index);
    else if (step['Node Type'] === 'Seq Scan') used.add(`sequential scan of ${step['Relation Name']}`);
  }
  return {
    measure:
      `${name ?? ''} \`${text.replace(/\s+/g, ' ').trim().slice(0, 90).replaceAll('|', '¦')}…\``.trim(),
    value: reads ? buffersOf(plan) : Number.NaN,
    unit: 'blocks',
    detail: [...used].join(', '),
  };
}
