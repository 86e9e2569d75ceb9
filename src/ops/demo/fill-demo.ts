import { hashPassword } from '../../accounts/passwords';
import { readEmailAddress } from '../../domain/values/email-address';
import type { Engine } from '../../engine/projecting/engine';
import { type Imported, importLog } from '../../privacy/import-log';
import { type Demo, demoLog } from './log';

/** The account is there already; nothing was stored. */
export class AlreadyThere extends Error {
  override name = 'AlreadyThere';
}

/**
 * Opens the demo account and tells its log, all or nothing. No reactor sees any of it, and its mails go to the outbox
 * folder only, as those of any log that was imported. Throws AlreadyThere where the address has an account.
 */
export async function fillDemo(engine: Engine, demo: Demo, password: string): Promise<Imported> {
  const key = readEmailAddress(demo.email)?.key;
  const { rowCount } = await engine.pool.query('select from credentials where email_key = $1', [key ?? '']);
  if (rowCount) throw new AlreadyThere(demo.email);
  return importLog(engine, linesOf(demo), demo.email, await hashPassword(password));
}

async function* linesOf(demo: Demo): AsyncGenerator<string> {
  for (const line of demoLog(demo)) yield JSON.stringify(line);
}
