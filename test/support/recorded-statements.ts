import type { Pool, PoolClient } from 'pg';

/**
 * `name`: of a prepared statement. `freely`: it ran in a snapshot, where the planner may use any plan (`inSnapshot`).
 */
export type Statement = { name?: string; text: string; values: unknown[]; freely?: boolean };

/**
 * Records all statements on the pool's connections from now on, in order. Throws if the pool has already opened
 * connections.
 */
export function recordStatements(pool: Pool): Statement[] {
  if (pool.totalCount > 0) throw new Error('the pool has already opened connections');
  const statements: Statement[] = [];
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    let freely = false;
    client.query = ((...args: unknown[]) => {
      const statement = statementOf(args);
      if (/^(begin|commit|rollback)/.test(statement.text))
        freely = /enable_seqscan = on/.test(statement.text);
      statements.push({ ...statement, freely });
      return query(...args);
    }) as typeof client.query;
  });
  return statements;
}

/** Returns the plan of a statement as executed, in EXPLAIN's format. The execution is rolled back. */
export function explain(pool: Pool, statement: Statement): Promise<Plan> {
  return planned(pool, statement, 'analyze, buffers, verbose', []);
}

/** Returns the plan of a statement on tables so large that full scans of tables or indexes would be the last choice. */
export function explainLarge(pool: Pool, statement: Statement): Promise<Plan> {
  return planned(pool, statement, 'verbose', ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']);
}

async function planned(
  pool: Pool,
  { text, values, freely }: Statement,
  options: string,
  without: readonly string[],
) {
  const client: PoolClient = await pool.connect();
  try {
    await client.query('begin');
    if (freely) await client.query('set local enable_seqscan = on');
    for (const way of without) await client.query(`set local ${way} = off`);
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (${options}, format json) ${text}`,
      values,
    );
    return rows[0]!['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

export type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'TID Cond'?: string;
  'Recheck Cond'?: string;
  Filter?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};

/** Yields all steps of a plan. */
export function* stepsOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const below of plan.Plans ?? []) yield* stepsOf(below);
}

/** Returns how many blocks a statement reads, from memory or disk. */
export function buffersOf(plan: Plan): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

/** Returns whether a statement reads or writes rows, unlike begin or commit. */
export function isAboutRows({ text }: Statement): boolean {
  return /^\s*(with|select|insert|update|delete)\b/i.test(text);
}

function statementOf([query, values]: unknown[]): Statement {
  if (typeof query === 'string') return { text: query, values: Array.isArray(values) ? values : [] };
  const { name, text, values: own } = query as Partial<Statement>;
  return { name, text: text ?? '', values: own ?? (Array.isArray(values) ? values : []) };
}
