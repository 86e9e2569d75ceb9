import type { Queryable } from '../database/queryable';

/** Returns whether the account holder had Kith forget the contact that began at this position. */
export async function isForgotten(log: Queryable, accountId: number, subject: number): Promise<boolean> {
  const { rows } = await log.query<{ forgotten: boolean }>(
    `select exists (
      select from events e join event_types t on t.id = e.event_type_id
      where e.account_id = $1 and e.subject = $2 and t.name = 'contact-forgotten'
    ) as forgotten`,
    [accountId, subject],
  );
  return rows[0]!.forgotten;
}
