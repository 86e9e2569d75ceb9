import type { Pool, PoolClient } from 'pg';

/** What a query can be sent to: a pool, or one of its connections. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;
