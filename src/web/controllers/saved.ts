import { exactDate, sayTime } from '../../base/date-words';
import { codeOf } from '../../base/failure';
import { usualSettings } from '../../base/settings';
import { tellAccount } from '../../domain/history/tell-history';
import { findAccount } from '../../domain/projections/accounts';
import type { Engine } from '../../engine/projecting/engine';

/** One change: whom it is about (null: the account as a whole), and what was done, in the history's words. */
export type Saved = { name: string | null; words: string };

/** How many changes to show at most. */
const most = 5;

/**
 * Describes what the command did whose last event has this position, while no page shows it yet. Returns an empty array
 * if its events can't be folded: they may be the ones that a projection fails at. Throws database and system errors.
 */
export async function describeSaved(engine: Engine, accountId: number, position: number): Promise<Saved[]> {
  try {
    return await tell(engine, accountId, position);
  } catch (error) {
    // Database and system errors have a code; a failed fold has none.
    if (codeOf(error) !== 'unknown') throw error;
    return [];
  }
}

async function tell(engine: Engine, accountId: number, position: number): Promise<Saved[]> {
  const { pool } = engine;
  const account = { ...usualSettings, locale: 'en', ...(await findAccount(pool, accountId)) };
  const say = {
    day: (date: string) => exactDate(date, account),
    time: (time: string) => sayTime(time, account.locale),
  };
  const newest = await tellAccount(engine, pool, accountId, { before: position + 1, limit: most }, say);
  return newest
    .filter(({ first, system }) => first === newest[0]?.first && system === null)
    .reverse()
    .map(({ name, words }) => ({ name: name !== null && words.includes(name) ? null : name, words }));
}
