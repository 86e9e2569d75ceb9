import { openAccount } from '../../src/accounts/open-account';
import type { Actor, Deciding } from '../../src/engine/deciding/execute';

/** Opens an account in Berlin with a password that never matches. */
export async function openInBerlin(kith: Deciding, email: string): Promise<Actor> {
  const opened = await openAccount(kith, {
    email,
    passwordHash: '-',
    timeZone: 'Europe/Berlin',
    locale: 'en',
  });
  if (typeof opened === 'string') throw new Error(`${email} is ${opened}`);
  return opened;
}
