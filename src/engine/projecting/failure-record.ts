import { sqlStateOf } from '../../base/sqlstate';
import type { Engine } from './engine';
import { HandlerFailure } from './fold';
import { UnfinishableRow } from './table';

/** When to retry a projection that failed. Null: there is nothing to retry. */
export type RetryAt = Date | null;

/** Whether rows are at fault: the database refuses them (SQLSTATE classes 22 and 23), or they can't be finished. */
export function isDataError(error: unknown): boolean {
  if (error instanceof UnfinishableRow) return true;
  return /^2[23]/.test(sqlStateOf(error) ?? '');
}

/**
 * Records at a projection's cursor that it failed at an event: sets a growing pause, or parks it after the last one.
 * Concurrent failures count as one: during a pause, no other failure is recorded. Returns when to retry.
 */
export async function recordFailure(
  { pool, log, retryPauses }: Engine,
  accountId: number,
  projection: string,
  position: number,
  error: unknown,
): Promise<RetryAt> {
  const description = describe(error);
  const { rows } = await pool.query<{ parked: boolean; retry_at: Date }>({
    name: 'record-failure',
    text: `update projection_cursors c set
        failures = tried.failures,
        failed_position = $3,
        error = $4,
        retry_at = clock_timestamp() + coalesce(($5::integer[])[tried.failures], 0) * interval '1 millisecond',
        parked_at = case when tried.failures > cardinality($5::integer[]) then clock_timestamp() end
      from (
        select account_id, projection, case when failed_position = $3 then failures + 1 else 1 end as failures
        from projection_cursors
        where account_id = $1 and projection = $2 and parked_at is null
          and (failed_position is distinct from $3 or coalesce(retry_at, 'epoch') <= clock_timestamp())
        for update
      ) tried
      where c.account_id = tried.account_id and c.projection = tried.projection and c.position < $3
      returning c.parked_at is not null as parked, c.retry_at`,
    values: [accountId, projection, position, description, retryPauses],
  });
  const [recorded] = rows;
  if (!recorded) return null;
  log.error({ projection, accountId, position, parked: recorded.parked, description }, 'A handler failed');
  return recorded.parked ? null : recorded.retry_at;
}

/** Describes for operators what went wrong and where, without the data. */
export function describe(error: unknown): string {
  const cause = error instanceof HandlerFailure || error instanceof UnfinishableRow ? error.cause : error;
  if (isDataError(cause)) {
    const { code, table, column, constraint } = cause as Record<string, string | undefined>;
    return [`The database refused the rows (${code})`, table, column, constraint].filter(Boolean).join(', ');
  }
  const { name, message, stack } = cause as Error;
  const frame = /\((?:.*[\\/])?(src[\\/][^)]+)\)/.exec(stack ?? '')?.[1];
  return [`${name}: ${withoutQuotations(String(message))}`, frame].filter(Boolean).join(' at ').slice(0, 500);
}

/** The runtime's messages quote the offending value in double quotes. */
function withoutQuotations(message: string): string {
  return message.replace(/"[^"]*"?/g, '"…"');
}
