import { createLog } from '../../src/base/log';
import { createContact } from '../../src/domain/commands/create-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import type { Projection } from '../../src/engine/projecting/define-projection';
import type { Engine } from '../../src/engine/projecting/engine';
import { projectStream } from '../../src/engine/projecting/project-stream';
import { rebuildStream } from '../../src/engine/projecting/rebuild-stream';
import { createKith } from '../../src/kith';
import { asBystander, type Bystander } from './bystander';
import { createTestDatabase, type TestDatabase } from './database';
import { openInBerlin } from './open-in-berlin';

export type Stage = TestDatabase & {
  kith: Engine;
  /** Opens an account in Berlin. */
  open(): Promise<Actor>;
  /** Creates a contact, without projecting it. Returns its subject. */
  contact(actor: Actor, name: string, description?: string): Promise<number>;
  /** Opens an account with a contact, and projects it. `unharmed` expects that it has not changed since. */
  bystander(): Promise<Bystander>;
};

/** Sets up the engine on its own database. Nothing runs by itself; the test takes each step. */
export async function createStage(changes: Partial<Engine> = {}): Promise<Stage> {
  const database = await createTestDatabase();
  const { pool } = database;
  await failRatherThanHang(pool);
  const kith = {
    ...createKith({ pool, log: createLog('silent'), clock: () => new Date('2026-11-20T12:00:00Z') }),
    announce: () => undefined,
    ...changes,
  };
  let people = 0;
  const open = () => openInBerlin(kith, `person-${++people}@example.org`);
  const contact = async (actor: Actor, name: string, description = '') =>
    (await execute(kith, actor, createContact, { name, description })).subject!;
  return {
    ...database,
    kith,
    open,
    contact,
    async bystander() {
      return asBystander(kith, await open());
    },
  };
}

/** Sets a timeout for waits for locks that are never released. */
async function failRatherThanHang(pool: Stage['pool']): Promise<void> {
  const client = await pool.connect();
  const { rows } = await client.query('select current_database() as name');
  await client.query(`alter database ${rows[0].name} set lock_timeout = '20s'`);
  client.release(true);
}

/** The state of a projection of a stream. `caught-up`: nothing is pending. */
export type Left = { kind: 'caught-up' | 'waiting' | 'failed' | 'parked' };

/** Brings all projections of a stream up to date, as the worker's job does. Returns the state of each. */
export async function settle(kith: Engine, accountId: number): Promise<Left['kind'][]> {
  await projectStream(kith, accountId);
  const kinds: Left['kind'][] = [];
  for (const projection of kith.projections) kinds.push((await leftOf(kith, projection, accountId)).kind);
  return kinds;
}

/** The same in a worker that has only this projection. */
export async function project(engine: Engine, projection: Projection, accountId: number): Promise<Left> {
  const single = { ...engine, projections: [projection] };
  await projectStream(single, accountId);
  return leftOf(single, projection, accountId);
}

/** Rebuilds one projection of a stream if it needs it. Null if another process is rebuilding it. */
export function rebuild(engine: Engine, projection: Projection, accountId: number) {
  return rebuildStream(engine, accountId, [projection]);
}

async function leftOf({ pool }: Engine, { name, version }: Projection, accountId: number): Promise<Left> {
  const { rows } = await pool.query<{
    head: number;
    released: number;
    cursor: Record<string, unknown> | null;
  }>(
    `select s.head, p.version as released, to_jsonb(c) as cursor from streams s
      left join projections p on p.name = $2
      left join projection_cursors c on c.account_id = s.account_id and c.projection = $2
      where s.account_id = $1`,
    [accountId, name],
  );
  const { head, released, cursor } = rows[0]!;
  if (released !== version) return { kind: 'waiting' };
  if (cursor?.parked_at) return { kind: 'parked' };
  if (Number(cursor?.failures) > 0) return { kind: 'failed' };
  return { kind: cursor?.version === version && cursor.position === head ? 'caught-up' : 'waiting' };
}

/** Returns the cursor's row, or undefined if there is none. */
export async function cursorOf({ pool }: Pick<Engine, 'pool'>, projection: string, accountId: number) {
  const { rows } = await pool.query(
    `select position, version, replays, failures, failed_position, error, parked_at from projection_cursors
      where projection = $1 and account_id = $2`,
    [projection, accountId],
  );
  return rows[0];
}
