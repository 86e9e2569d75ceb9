import type { Pool } from 'pg';
import type { Clock } from '../clock';
import type { Config } from '../config';
import type { Log } from '../log';
import type { Mailer } from '../mail/mailer';

/** What reactors need to reach the outside. */
export type ReactorDeps = { config: Config; pool: Pool; log: Log; clock: Clock; mailer: Mailer };
