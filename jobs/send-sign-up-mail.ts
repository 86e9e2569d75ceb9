import type { Task } from 'graphile-worker';
import { accountBehind, answerRequest, type MailDeps } from '../src/accounts/answer-request';
import { issueToken } from '../src/accounts/one-time-tokens';
import type { MailRequest } from '../src/accounts/request-mail';
import { readEmailAddress } from '../src/domain/values/email-address';
import { composeMail } from '../src/mail/compose';

/** Sends a link that opens the account or, if there already is one, a link to sign in. */
export function sendSignUpMail(deps: MailDeps): Task {
  const { pool, config, clock } = deps;
  return (payload) =>
    answerRequest(deps, 'sign-up-request', payload as MailRequest, async (email) => {
      const account = await accountBehind(pool, readEmailAddress(email)?.key ?? email);
      if (account) {
        const links = {
          signInLink: `${config.baseUrl}/sign-in`,
          resetLink: `${config.baseUrl}/password-reset`,
        };
        return { to: account.email, ...composeMail('already-signed-up', links) };
      }
      const token = await issueToken(pool, 'sign-up', { email }, clock());
      const link = `${config.baseUrl}/sign-up/${token}`;
      return { to: email, ...composeMail('confirm-sign-up', { link }) };
    });
}
