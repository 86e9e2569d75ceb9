import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Draft } from './draft';
import { camelCase, pascalCase } from './names';

/** Drafts every file and every line that a new projection needs. `name`: in snake case. */
export function draftProjection(root: string, name: string): Draft {
  const draft = new Draft(root);
  const file = name.replaceAll('_', '-');
  const stem = camelCase(name);
  draft.create(`migrations/${nextMigration(root)}_create-${file}.sql`, migration(name));
  draft.create(`src/domain/projections/${file}.ts`, projection(name));
  draft.import('src/domain/projections/index.ts', `import { ${stem} } from './${file}';`);
  draft.addToList('src/domain/projections/index.ts', stem, '] as const;');
  draft.create(`test/domain/projections/${file}.test.ts`, projectionTest(name));
  return draft;
}

/** Returns the number after that of the newest migration. */
function nextMigration(root: string): number {
  const numbers = readdirSync(path.join(root, 'migrations')).map((file) => Number.parseInt(file, 10));
  return Math.max(...numbers) + 1;
}

const migration = (name: string) => `-- Up Migration

create table projected_${name} (
  account_id bigint not null,
  contact bigint not null,
  contact_name text not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, contact)
);
`;

const projection = (name: string) => {
  const [stem, row] = [camelCase(name), `${pascalCase(name)}Row`];
  return `import type { EventByType } from '../events';
import { defineProjection } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import type { PageReader } from '../../engine/projecting/page';

/** A contact with its name. */
export type ${row} = {
  /** The contact. */
  contact: number;
  /** The contact's current name. */
  contact_name: string;
  last_updated_at: Date;
};

export const ${stem} = defineProjection<EventByType>()({
  name: '${name}',
  version: 1,
  tables: {
    ${stem}: defineTable<${row}>({
      name: 'projected_${name}',
      columns: { contact: 'bigint', contact_name: 'text', last_updated_at: 'timestamptz' },
      key: ['contact'],
      subject: 'contact',
    }),
  },
  handlers: {
    'contact-created': ({ ${stem} }, { position, payload, createdAt }) =>
      ${stem}.put({ contact: position, contact_name: payload.name, last_updated_at: createdAt }),
    'contact-renamed': ({ ${stem} }, { subject, payload, createdAt }) => {
      const row = ${stem}.one(subject);
      if (row) ${stem}.put({ ...row, contact_name: payload.name, last_updated_at: createdAt });
    },
  },
});

/** Returns the account's rows, ordered by name. */
export async function list${pascalCase(name)}(db: PageReader, accountId: number): Promise<${row}[]> {
  const { rows } = await db.query<${row}>(
    'select * from projected_${name} where account_id = $1 order by contact_name, contact',
    [accountId],
  );
  return rows;
}
`;
};

const projectionTest = (name: string) => {
  const [stem, file] = [camelCase(name), name.replaceAll('_', '-')];
  return `import { list${pascalCase(name)} } from '../../../src/domain/projections/${file}';
import { given } from '../../support/given';
import { accountOpened, contactCreated, contactRenamed } from '../../support/happened';
import { createStage, type Stage, settle } from '../../support/stage';

const both = [accountOpened(), contactCreated('Bob'), contactCreated('Ann')];

test('each contact has a row', () =>
  given(...both).then({
    ${stem}: [
      { contact: 2, contact_name: 'Bob' },
      { contact: 3, contact_name: 'Ann' },
    ],
  }));

test('renaming a contact changes only its row', () =>
  given(...both, contactRenamed(2, 'Rob')).then({ ${stem}: [{ contact_name: 'Rob' }, { contact_name: 'Ann' }] }));

describe('in the database', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await createStage();
  });
  afterAll(() => stage.drop());

  test('an account sees only its own rows, ordered by name', async () => {
    const bystander = await stage.bystander();
    const actor = await stage.open();
    await stage.contact(actor, 'Bob');
    await stage.contact(actor, 'Ann');
    await settle(stage.kith, actor.accountId);
    const rows = await list${pascalCase(name)}(stage.pool, actor.accountId);
    expect(rows.map(({ contact_name }) => contact_name)).toEqual(['Ann', 'Bob']);
    await bystander.unharmed();
  });
});
`;
};
