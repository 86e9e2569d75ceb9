import type { Queryable } from '../database/queryable';

/** The system processes that trigger events. The release step inserts them into `entities`. */
export const systemEntities = ['morning-email', 'backfill', 'erasure'] as const;

export type SystemEntity = (typeof systemEntities)[number];

/** Returns the entity's id. Throws an error if the release step has never run. */
export async function systemEntityId(db: Queryable, name: SystemEntity): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `select id from entities where kind = 'system' and name = $1`,
    [name],
  );
  if (!rows[0])
    throw new Error(`There is no system entity named ${name}. Run the release step first: npm run migrate`);
  return rows[0].id;
}
