import type { Pool } from 'pg';
import type { Clock } from '../base/clock';
import type { Config } from '../base/config';
import type { Log } from '../base/log';
import type { Mailer } from '../mail/mailer';

/** What reactors need for their side effects. */
export type ReactorDeps = { config: Config; pool: Pool; log: Log; clock: Clock; mailer: Mailer };
