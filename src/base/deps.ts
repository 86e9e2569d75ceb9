import type pg from 'pg';
import type { Clock } from './clock';
import type { Config } from './config';
import type { Log } from './log';

/** What every part of a running Kith is handed. */
export type AppDeps = { config: Config; pool: pg.Pool; log: Log; clock: Clock };
