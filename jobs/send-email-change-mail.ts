import type { Task } from 'graphile-worker';
import { accountBehind, answerRequest, type MailDeps } from '../src/accounts/answer-request';
import { issueTokenTo } from '../src/accounts/one-time-tokens';
import type { MailRequest } from '../src/accounts/request-mail';
import { readEmailAddress } from '../src/domain/values/email-address';
import { aboutAccount } from '../src/mail/about';
import { composeMail } from '../src/mail/compose';

/** Sends the link that changes an account's email address or, if the address is taken, an email saying so. */
export function sendEmailChangeMail(deps: MailDeps): Task {
  const { pool, config, clock } = deps;
  return (payload) =>
    answerRequest(deps, 'email-change-request', payload as MailRequest, async (email, accountId) => {
      const account = await accountBehind(pool, readEmailAddress(email)?.key ?? email);
      if (account && account.accountId !== accountId) {
        return {
          to: account.email,
          ...composeMail('email-taken', { signInLink: `${config.baseUrl}/sign-in` }),
        };
      }
      const token = accountId && (await issueTokenTo(pool, 'email-change', { email, accountId }, clock()));
      if (!token) return null;
      const link = `${config.baseUrl}/settings/email/${token}`;
      return { to: email, ...aboutAccount(accountId), ...composeMail('confirm-email', { link }) };
    });
}
