import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AccountTables, theAccount } from './contact';

export type CloseAccount = Record<string, never>;

/** Ends an account for good: all of its events are masked right after the append, and its stream takes no more. */
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
