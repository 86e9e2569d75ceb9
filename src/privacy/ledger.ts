import type { Pool } from 'pg';

/** An exported line of the ledger. It has no personal data. Positions and ids are those of the live system. */
export type LedgerLine = {
  account: number;
  /** Null for the whole account. */
  subject: number | null;
  /** When the first erased event happened, ISO 8601. It differs for the same subject in another database. */
  began_at: string;
  erased_at: string;
  /** The system process that erased it. Null for the account holder. */
  by: string | null;
};

/** Returns the whole ledger, oldest first. */
export async function readLedger(pool: Pool): Promise<LedgerLine[]> {
  const { rows } = await pool.query<
    Omit<LedgerLine, 'began_at' | 'erased_at'> & { began_at: Date; erased_at: Date }
  >(
    `select e.account_id as account, e.subject, e.began_at, e.erased_at, by.name as by
      from erasures e left join entities by on by.id = e.entity_id and by.kind = 'system'
      order by e.erasure`,
  );
  return rows.map(({ began_at, erased_at, ...line }) => ({
    ...line,
    began_at: began_at.toISOString(),
    erased_at: erased_at.toISOString(),
  }));
}

/** Parses a line written by `npm run erasures -- --json`. Undefined if it isn't one. */
export function ledgerLine(text: string): LedgerLine | undefined {
  try {
    const line = JSON.parse(text) as LedgerLine;
    const isPosition = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
    const isMoment = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
    const isOne =
      isPosition(line.account) &&
      (line.subject === null || isPosition(line.subject)) &&
      isMoment(line.began_at) &&
      isMoment(line.erased_at);
    return isOne ? line : undefined;
  } catch {
    return undefined;
  }
}
