import type { Task } from 'graphile-worker';
import { accountBehind, answerRequest, type MailDeps } from '../src/authentication/answer-request';
import { readEmailAddress } from '../src/authentication/email-address';
import { issueToken } from '../src/authentication/one-time-tokens';
import type { MailRequest } from '../src/authentication/request-mail';
import { aboutAccount } from '../src/mail/about';
import { composeMail } from '../src/mail/compose';

/** Answers a forgotten password with a link; an email without an account gets no mail. */
export function sendPasswordResetMail(deps: MailDeps): Task {
  const { pool, config, clock } = deps;
  return (payload) =>
    answerRequest(deps, 'password-reset-request', payload as MailRequest, async (email) => {
      const account = await accountBehind(pool, readEmailAddress(email)?.key ?? email);
      if (!account) return null;
      const token = await issueToken(pool, 'password-reset', { accountId: account.accountId }, clock());
      const link = `${config.baseUrl}/password-reset/${token}`;
      // To the address that the account gave, not to the one that somebody typed just now.
      const headers = aboutAccount(account.accountId);
      return { to: account.email, headers, ...composeMail('password-reset', { link }) };
    });
}
