import type { Task } from 'graphile-worker';
import { accountBehind, answerRequest, type MailDeps } from '../src/accounts/answer-request';
import { issueTokenTo } from '../src/accounts/one-time-tokens';
import type { MailRequest } from '../src/accounts/request-mail';
import { readEmailAddress } from '../src/domain/values/email-address';
import { aboutAccount } from '../src/mail/about';
import { composeMail } from '../src/mail/compose';

/** Sends a password reset link. An address without an account gets no email. */
export function sendPasswordResetMail(deps: MailDeps): Task {
  const { pool, config, clock } = deps;
  return (payload) =>
    answerRequest(deps, 'password-reset-request', payload as MailRequest, async (email) => {
      const emailKey = readEmailAddress(email)?.key ?? email;
      const account = await accountBehind(pool, emailKey);
      if (!account) return null;
      const { accountId } = account;
      const token = await issueTokenTo(pool, 'password-reset', { accountId, emailKey }, clock());
      if (token === null) return null;
      const link = `${config.baseUrl}/password-reset/${token}`;
      // Sent to the account's own address, not to what was typed just now.
      return { to: account.email, ...aboutAccount(accountId), ...composeMail('password-reset', { link }) };
    });
}
