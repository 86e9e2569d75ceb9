import type { Pool, PoolClient } from 'pg';

/** `name`: of one that is prepared. `freely`: it was asked in a snapshot, where any plan may be chosen (`inSnapshot`). */
export type Statement = { name?: string; text: string; values: unknown[]; freely?: boolean };

/**
 * Writes down every statement that the pool's connections are asked from here on, in order. For a pool that has opened
 * none yet.
 */
export function recordStatements(pool: Pool): Statement[] {
  if (pool.totalCount > 0) throw new Error('the pool has opened connections already');
  const statements: Statement[] = [];
  pool.on('connect', (client) => {
    const ask = client.query.bind(client) as (...asked: unknown[]) => unknown;
    let freely = false;
    client.query = ((...asked: unknown[]) => {
      const statement = statementOf(asked);
      if (/^(begin|commit|rollback)/.test(statement.text))
        freely = /enable_seqscan = on/.test(statement.text);
      statements.push({ ...statement, freely });
      return ask(...asked);
    }) as typeof client.query;
  });
  return statements;
}

/** What PostgreSQL does for a statement, with EXPLAIN's names. Nothing of it stays. */
export function explain(pool: Pool, statement: Statement): Promise<Plan> {
  return planned(pool, statement, 'analyze, buffers, verbose', []);
}

/** What it would do with tables so large that reading one, or an index, from end to end is what it thinks of last. */
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

/** Every step of a plan. */
export function* stepsOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const below of plan.Plans ?? []) yield* stepsOf(below);
}

/** Blocks that a statement touches, in memory or not. */
export function buffersOf(plan: Plan): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

/** Statements that read or write rows: not begin, commit and the like. */
export function isAboutRows({ text }: Statement): boolean {
  return /^\s*(with|select|insert|update|delete)\b/i.test(text);
}

function statementOf([asked, values]: unknown[]): Statement {
  if (typeof asked === 'string') return { text: asked, values: Array.isArray(values) ? values : [] };
  const { name, text, values: own } = asked as Partial<Statement>;
  return { name, text: text ?? '', values: own ?? (Array.isArray(values) ? values : []) };
}
