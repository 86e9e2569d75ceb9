import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Logger, runOnce } from 'graphile-worker';
import PostalMime, { type Email } from 'postal-mime';
import { sendEmailChangeMail } from '../../jobs/send-email-change-mail';
import { sendNoticeMail } from '../../jobs/send-notice-mail';
import { sendPasswordResetMail } from '../../jobs/send-password-reset-mail';
import { sendSignUpMail } from '../../jobs/send-sign-up-mail';
import { createMailer } from '../../src/mail/mailer';
import { outboxOnly } from '../../src/mail/outbox-only';
import type { TestApp } from './app';

/**
 * Runs the queued email jobs with the real tasks, and returns the emails that they wrote to the outbox. `smtpUrl`:
 * sends them by this server instead.
 */
export async function deliverMails(app: TestApp, smtpUrl?: string): Promise<Email[]> {
  const { pool, log } = app;
  const config = { ...app.config, smtpUrl };
  const before = new Set(filesIn(config.dataDir));
  const mailer = createMailer({ ...config, log, outboxOnly: outboxOnly(pool) });
  const deps = { config, pool, mailer, clock: app.clock };
  await runOnce({
    connectionString: pool.options.connectionString!,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: {
      'send-sign-up-mail': sendSignUpMail(deps),
      'send-password-reset-mail': sendPasswordResetMail(deps),
      'send-email-change-mail': sendEmailChangeMail(deps),
      'send-notice-mail': sendNoticeMail(deps),
    },
  });
  await mailer.close();
  const fresh = filesIn(config.dataDir).filter((file) => !before.has(file));
  return Promise.all(fresh.map((file) => PostalMime.parse(readFileSync(file))));
}

/** Returns the path of the first link in an email's text whose path starts with `stem`. */
export function linkIn(mail: Email | undefined, stem: string): string {
  const link = mail?.text?.match(/https?:\/\/\S+/g)?.find((one) => new URL(one).pathname.startsWith(stem));
  if (!link) throw new Error(`the email has no link to ${stem}`);
  return new URL(link).pathname;
}

function filesIn(dataDir: string): string[] {
  try {
    const folder = path.join(dataDir, 'outbox');
    return readdirSync(folder)
      .filter((file) => file.endsWith('.eml'))
      .map((file) => path.join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
