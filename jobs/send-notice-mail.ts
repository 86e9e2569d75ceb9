import type { Task } from 'graphile-worker';
import { answerRequest, type MailDeps } from '../src/accounts/answer-request';
import type { NoticeRequest } from '../src/accounts/request-mail';
import { aboutAccount } from '../src/mail/about';
import { composeMail } from '../src/mail/compose';

/** Notifies an account holder of a change to their email address or password, in case someone else made it. */
export function sendNoticeMail(deps: MailDeps): Task {
  return async (payload) => {
    const { notice, ...request } = payload as NoticeRequest;
    await answerRequest(deps, notice, request, async (to, accountId) => ({
      to,
      ...(accountId !== null && aboutAccount(accountId)),
      ...composeMail(notice, { resetLink: `${deps.config.baseUrl}/password-reset` }),
    }));
  };
}
