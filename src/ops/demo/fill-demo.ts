import { hashPassword } from '../../accounts/passwords';
import { readEmailAddress } from '../../domain/values/email-address';
import type { Engine } from '../../engine/projecting/engine';
import { type Imported, importLog } from '../../privacy/import-log';
import { type Demo, demoLog } from './log';

/** The account exists already. Nothing was stored. */
export class AlreadyThere extends Error {
  override name = 'AlreadyThere';
}

/**
 * Creates the demo account and imports its log in one transaction. As with any imported log, no reactor handles the
 * events, and the account's emails go to the outbox folder only. Throws AlreadyThere if the address has an account.
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
