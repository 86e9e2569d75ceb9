import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AccountTables, theAccount } from './contact';

export type CloseAccount = Record<string, never>;

/** Closes an account permanently: all of its events are masked right after the append, and no more can follow. */
export const closeAccount = defineCommand<Events, CloseAccount, AccountTables>()({
  name: 'close-account',
  yields: ['account-closed'],
  about: () => theAccount,
  masks: () => null,
  decide({ accounts }) {
    if (!accounts.get()) return new NotFound();
    return [{ type: 'account-closed', subject: null, payload: {} }];
  },
});
