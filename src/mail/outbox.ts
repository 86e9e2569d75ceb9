import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { codeOf } from '../base/failure';
import { aboutHeader } from './about';

export type OutboxEntry = { file: string; subject: string; to: string; sentAt: Date };
export type OutboxMail = OutboxEntry & { text: string; html: string; raw: Buffer };

/** Returns the newest `count` emails in the folder, newest first. Empty if the folder doesn't exist yet. */
export async function listOutbox(folder: string, count: number): Promise<OutboxEntry[]> {
  const files = await namesIn(folder);
  const newest = files.filter(isMail).sort().reverse().slice(0, count);
  const mails = await Promise.all(newest.map((file) => readOutboxMail(folder, file)));
  return mails
    .filter((mail) => mail !== null)
    .map(({ file, subject, to, sentAt }) => ({ file, subject, to, sentAt }));
}

/** Returns one email, or null if `file` names none. The name may be untrusted. */
export async function readOutboxMail(folder: string, file: string): Promise<OutboxMail | null> {
  if (!isMail(file)) return null;
  try {
    const raw = await readFile(path.join(folder, file));
    const { mtime } = await stat(path.join(folder, file));
    return { file, raw, ...describe(await PostalMime.parse(raw), mtime) };
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENAMETOOLONG'].includes(codeOf(error))) return null;
    throw error;
  }
}

/** Identifies the account and contacts that an email concerns, without its content. */
export type OutboxMark = { messageId: string; about: string[]; to: string[] };

/** Deletes the matching emails, including those still being written. Returns their number. */
export async function removeFromOutbox(
  folder: string,
  isMatch: (mail: OutboxMark) => boolean,
): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(folder)) {
    const file = path.join(folder, name);
    const mail = /\.eml(\.part)?$/.test(name) && (await markOf(file));
    if (!mail || !isMatch(mail)) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

/** Returns null if the file has been deleted in the meantime. */
async function markOf(file: string): Promise<OutboxMark | null> {
  const raw = await readFile(file).catch((error) => {
    if (['ENOENT', 'EISDIR'].includes(codeOf(error))) return null;
    throw error;
  });
  if (!raw) return null;
  const { messageId = '', to = [], headers } = await PostalMime.parse(raw);
  const about = headers.find(({ key }) => key === aboutHeader.toLowerCase())?.value ?? '';
  return { messageId, about: about.split(/\s+/), to: to.map(({ address = '' }) => address) };
}

function describe({ subject = '', to = [], date = '', text = '', html = '' }: Email, writtenAt: Date) {
  const addresses = to.map(({ address }) => address).join(', ');
  const sentAt = new Date(date);
  return { subject, to: addresses, sentAt: Number.isNaN(sentAt.getTime()) ? writtenAt : sentAt, text, html };
}

/** Hidden files are emails still being written. */
function isMail(file: string): boolean {
  return /^\w[\w.-]*\.eml$/.test(file);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
