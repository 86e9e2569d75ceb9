import { createPool } from '../../../src/database/pool';
import { closeAccount } from '../../../src/domain/commands/close-account';
import { createContact } from '../../../src/domain/commands/create-contact';
import { forgetContact } from '../../../src/domain/commands/forget-contact';
import { execute } from '../../../src/engine/deciding/execute';
import type { Engine } from '../../../src/engine/projecting/engine';
import { fanOut } from '../../../src/engine/projecting/fan-out';
import { projectStream } from '../../../src/engine/projecting/project-stream';
import { askForReplay } from '../../../src/engine/replaying/replay';
import { openInBerlin } from '../../support/open-in-berlin';
import { recordStatements, type Statement } from '../../support/recorded-statements';
import { createStage, type Stage } from '../../support/stage';

let stage: Stage;
let kith: Engine;
let statements: Statement[];
beforeAll(async () => {
  stage = await createStage();
  const pool = createPool(stage.url);
  statements = recordStatements(pool);
  kith = { ...stage.kith, pool };
});
afterAll(async () => {
  await kith.pool.end();
  await stage.drop();
});
beforeEach(() => {
  statements.length = 0;
});

const transactions = () => statements.map(({ text }) => text).filter((text) => text.startsWith('begin'));
const doesNotWait = (text: string) => text.includes('synchronous_commit');

test('commits of appends, credentials and erasures wait for the disk; those of the fan-out do not', async () => {
  const actor = await openInBerlin(kith, 'ann@example.org');
  const { subject: contact } = await execute(kith, actor, createContact, { name: 'Bob' }, { token: 'once' });
  await execute(kith, actor, forgetContact, { contact: contact! });
  await execute(kith, actor, closeAccount, {});
  expect(transactions().length).toBeGreaterThan(3);
  expect(statements.map(({ text }) => text).filter(doesNotWait)).toEqual([]);
  statements.length = 0;
  await fanOut(kith);
  expect(statements.filter(({ text }) => !doesNotWait(text))).toEqual([]);
});

test('commits of rows and cursors do not wait, live or in a rebuild, and write nothing else', async () => {
  const actor = await stage.open();
  await stage.contact(actor, 'Bob');
  await projectStream(kith, actor.accountId);
  await askForReplay(stage.kith, kith.projections, { accountId: actor.accountId });
  await projectStream(kith, actor.accountId);
  const writing = statements.filter(({ text }) => written(text).length > 0);
  expect(writing.flatMap(({ text }) => written(text))).toContain('projected_contacts');
  expect(transactions().filter(doesNotWait)).toHaveLength(1);
  for (const { text } of writing) {
    expect(written(text).filter((table) => !/^(projected_\w+|projection_cursors)$/.test(table))).toEqual([]);
  }
  const single = writing.filter(({ text }) => text.startsWith('with'));
  expect(single.filter(({ text }) => !doesNotWait(text))).toEqual([]);
});

/** The tables that a statement writes to. */
function written(text: string): string[] {
  const all = [...text.matchAll(/\b(?:insert into|(?<!for |do )update|delete from)\s+(\w+)/g)];
  return all.map(([, table]) => table!);
}
