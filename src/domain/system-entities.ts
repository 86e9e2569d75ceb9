import type { Queryable } from '../database/queryable';

/** Processes of Kith that trigger events. The release step writes them to `entities`. */
export const systemEntities = ['morning-email', 'backfill', 'erasure'] as const;

export type SystemEntity = (typeof systemEntities)[number];

/** The entity's id. Throws before the first release. */
export async function systemEntityId(db: Queryable, name: SystemEntity): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `select id from entities where kind = 'system' and name = $1`,
    [name],
  );
  if (!rows[0]) throw new Error(`No system entity is called ${name}: run the release step first`);
  return rows[0].id;
}
