import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Clock } from '../base/clock';
import type { Delivery } from './delivery';
import { toNodemailer } from './message';

/** Returns the folder where emails are written if SMTP_URL is not set. */
export function outboxFolder(dataDir: string): string {
  return path.join(dataDir, 'outbox');
}

/**
 * Delivers to <dataDir>/outbox, one file per email. The content is written to a hidden file and synced first; renaming
 * the file is the hand-over. So a full disk fails before the hand-over, and no one sees a half-written email.
 */
export function outboxDelivery(dataDir: string, mailFrom: string, clock: Clock): Delivery {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const folder = outboxFolder(dataDir);

  return {
    async deliver(message, onHandOver) {
      const { message: raw } = await composer.sendMail(toNodemailer(message, mailFrom, clock()));
      const file = path.join(folder, fileName(clock()));
      const hidden = path.join(folder, `.${path.basename(file)}.part`);
      const full = await troubleOf(() => write(hidden, raw as Buffer));
      if (full) return unreachable(full, hidden);
      await onHandOver().catch(async (error) => {
        await rm(hidden, { force: true });
        throw error;
      });
      const lost = await troubleOf(() => rename(hidden, file));
      // The contact was just forgotten, which deleted the email. That counts as sent: it could have been delivered
      // first.
      const isForgotten = lost === 'ENOENT';
      return lost && !isForgotten ? unreachable(lost, hidden) : { outcome: { kind: 'sent' } };
    },
    close: () => composer.close(),
  };
}

/** Sorts by time. Some file systems don't allow the colons of an ISO time in file names. */
function fileName(now: Date): string {
  return `${now.toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.eml`;
}

async function write(file: string, raw: Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(raw);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Returns the file system's error code (ENOSPC, EACCES, …), or undefined if `attempt` succeeded. */
async function troubleOf(attempt: () => Promise<void>): Promise<string | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (!code || !syscall) throw error;
    return code;
  }
}

async function unreachable(trouble: string, hidden: string) {
  await troubleOf(() => rm(hidden, { force: true }));
  return { outcome: { kind: 'unreachable' as const }, trouble };
}
