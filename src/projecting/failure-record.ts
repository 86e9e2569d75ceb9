import { sqlStateOf } from '../database/sqlstate';
import { insertCursor } from './cursor';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { HandlerFailure } from './fold';
import type { Projected } from './project';
import { UnfinishableRow } from './table';

/** Rows that can't be: the database refuses them (SQLSTATE classes 22 and 23), or they can't be finished. */
export function isDataError(error: unknown): boolean {
  if (error instanceof UnfinishableRow) return true;
  return /^2[23]/.test(sqlStateOf(error) ?? '');
}

/**
 * Notes a failure at the cursor: a growing pause, and after the last one parking. Wake-ups that failed side by side
 * count once: the pause that the first of them began is running. Null: so it is here, or the cursor has moved on.
 */
export async function recordFailure(
  engine: Engine,
  projection: Projection,
  accountId: number,
  position: number,
  error: unknown,
): Promise<Projected | null> {
  const description = describe(error);
  // The step that failed rolled back the cursor that it had made.
  await insertCursor(engine.pool, projection.name, projection.version, accountId);
  const { rows } = await engine.pool.query<{ retry_at: Date; parked_at: Date | null }>({
    text: `update projection_cursors set
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
      where projection_cursors.account_id = tried.account_id and projection_cursors.projection = tried.projection
        and projection_cursors.position < $3
      returning retry_at, parked_at`,
    values: [accountId, projection.name, position, description, engine.retryPauses],
  });
  const [recorded] = rows;
  if (!recorded) return null;
  engine.log.error(
    { projection: projection.name, accountId, position, parked: recorded.parked_at !== null, description },
    'A handler failed',
  );
  return recorded.parked_at ? { kind: 'parked' } : { kind: 'failed', retryAt: recorded.retry_at };
}

/** For operators: what went wrong and where, without the data that it went wrong with. */
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

/** Messages of the runtime quote the value they stumbled over, in double quotes. */
function withoutQuotations(message: string): string {
  return message.replace(/"[^"]*"?/g, '"…"');
}
