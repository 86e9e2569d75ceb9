import type { Pool } from 'pg';
import type { Queryable } from '../../database/queryable';

/** For effects whose receiver can't recognize a repetition, like emails: whether one may have gone out already. */
export type HandOver = {
  /** An earlier attempt noted that it was about to go out, and died before it knew more. */
  left(): Promise<boolean>;
  /** Notes that the effect is about to go out. Survives a kill. */
  note(): Promise<void>;
  /** It did not go out after all, and may be tried again. */
  withdraw(): Promise<void>;
};

/**
 * The note about one event and reactor. On connections of its own: the cursor's transaction may be rolled back.
 * `forget` drops it in the transaction that moves the cursor, where there is one.
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
