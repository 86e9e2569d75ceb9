import type { Pool } from 'pg';
import type { Queryable } from '../../database/queryable';

/** For side effects whose receiver can't deduplicate, such as emails: records whether one may have gone out already. */
export type HandOver = {
  /** Whether an earlier attempt noted that the effect was about to go out, and died before it knew the result. */
  left(): Promise<boolean>;
  /** Notes that the effect is about to go out. Survives a kill. */
  note(): Promise<void>;
  /** Removes the note: the effect did not go out after all, and may be retried. */
  withdraw(): Promise<void>;
};

/**
 * Returns the note about one event and reactor. It uses connections of its own, since the cursor's transaction may be
 * rolled back. `forget` deletes the note, if there is one, in the transaction that moves the cursor.
 */
export function handOverOf(pool: Pool, accountId: number, reactor: string, position: number) {
  const key = [accountId, reactor, position];
  const drop = 'delete from reactor_hand_overs where account_id = $1 and reactor = $2 and position = $3';
  let noted = false;
  const handOver: HandOver = {
    async left() {
      const { rowCount } = await pool.query(
        'select from reactor_hand_overs where account_id = $1 and reactor = $2 and position = $3',
        key,
      );
      noted = rowCount === 1;
      return noted;
    },
    async note() {
      noted = true;
      await pool.query(
        'insert into reactor_hand_overs (account_id, reactor, position) values ($1, $2, $3)',
        key,
      );
    },
    async withdraw() {
      if (noted) await pool.query(drop, key);
      noted = false;
    },
  };
  const forget = async (client: Queryable) => {
    if (noted) await client.query(drop, key);
  };
  return { handOver, forget };
}
