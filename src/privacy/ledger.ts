import type { Pool } from 'pg';

/** A line of the ledger, as it travels: nothing in it is personal. Positions and ids are those of the live system. */
export type LedgerLine = {
  account: number;
  /** Null: the whole account. */
  subject: number | null;
  /** When the first event of what was erased happened, ISO 8601: the same subject of another database differs. */
  began_at: string;
  erased_at: string;
  /** The process of Kith that did it; null: the account holder. */
  by: string | null;
};

/** The whole ledger, oldest first. */
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

/** A line as `npm run erasures -- --json` wrote it; undefined where it is none. */
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
