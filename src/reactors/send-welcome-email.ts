import { sayTime } from '../base/date-words';
import type { KithEvent } from '../domain/events';
import type { Reaction } from '../engine/reacting/define-reactor';
import { aboutAccount } from '../mail/about';
import { composeMail } from '../mail/compose';
import { messageId } from '../mail/message-id';
import type { ReactorDeps } from './reactor-deps';

/**
 * Sends the welcome email to a new account. An email that was handed over before a crash may have arrived, so it is not
 * sent again. One that the server refused permanently is dropped. Anything else is retried. Throws NotSent.
 */
export function sendWelcomeEmail({ config, pool, log, mailer }: ReactorDeps) {
  return async ({ event, handOver }: Reaction): Promise<void> => {
    const { accountId, position, payload } = event as KithEvent<'account-opened'>;
    if (await handOver.left()) return log.warn({ accountId }, 'A welcome email may or may not have arrived');
    const { rows } = await pool.query<{ email: string }>(
      'select email from credentials where account_id = $1',
      [accountId],
    );
    if (!rows[0]) return;
    const links = {
      newContactLink: `${config.baseUrl}/contacts/new`,
      settingsLink: `${config.baseUrl}/settings`,
    };
    const morningHour = sayTime(`${String(payload.morning_hour).padStart(2, '0')}:00`, payload.locale);
    const message = {
      to: rows[0].email,
      messageId: messageId(accountId, position, 'welcome', new URL(config.baseUrl).host),
      ...aboutAccount(accountId),
      ...composeMail('welcome', { ...links, morningHour }),
    };
    const outcome = await mailer.send(message, { onHandOver: handOver.note }).catch(async (error) => {
      // The mailer throws only if no content was sent.
      await handOver.withdraw();
      throw error;
    });
    if (outcome.kind === 'sent' || outcome.kind === 'uncertain') return;
    if (outcome.kind === 'refused' && outcome.permanent) return;
    await handOver.withdraw();
    throw new NotSent(outcome.kind);
  };
}

/** The mail server is unreachable, or asked to retry later. */
export class NotSent extends Error {
  override name = 'NotSent';
}
