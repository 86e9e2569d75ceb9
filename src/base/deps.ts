import type pg from 'pg';
import type { Clock } from './clock';
import type { Config } from './config';
import type { Log } from './log';

/** The dependencies of every part of a running Kith. */
export type AppDeps = { config: Config; pool: pg.Pool; log: Log; clock: Clock };
