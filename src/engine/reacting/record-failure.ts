import type { Queryable } from '../../database/queryable';
import { describe } from '../projecting/failure-record';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses after failures at one event, in milliseconds; the last one repeats until the reactor is parked. */
export const pauses = [5 * second, 15 * second, minute, 5 * minute, 15 * minute, hour] as const;
/** After failing at one event for this long, the reactor is parked in that stream. */
const parkAfter = 24 * hour;

/**
 * Records at the locked cursor that the reactor failed at an event: sets a growing pause, or parks it a day after its
 * first failure there, with a last attempt at that moment. Returns whether it is parked.
 */
export async function recordReactorFailure(
  db: Queryable,
  { accountId, reactor, position }: { accountId: number; reactor: string; position: number },
  error: unknown,
  now: Date,
): Promise<boolean> {
  const { rows } = await db.query<{ parked: boolean }>(
    `update reactor_cursors c set
        failures = f.failures, failing_since = f.since, failed_position = $3, error = $4,
        retry_at = least(
          $5::timestamptz + ($6::integer[])[least(f.failures, cardinality($6))] * interval '1 millisecond',
          f.since + $7 * interval '1 millisecond'
        ),
        parked_at = case when $5 >= f.since + $7 * interval '1 millisecond' then $5 end
      from (
        select
          case when failed_position = $3 then failures + 1 else 1 end as failures,
          case when failed_position = $3 then failing_since else $5 end as since
        from reactor_cursors where account_id = $1 and reactor = $2
      ) f
      where c.account_id = $1 and c.reactor = $2
      returning c.parked_at is not null as parked`,
    [accountId, reactor, position, describe(error), now, pauses, parkAfter],
  );
  return rows[0]!.parked;
}
