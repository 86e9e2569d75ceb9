import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { createLog } from '../../src/base/log';
import { createMailer, type Message } from '../../src/mail/mailer';

let dataDir: string;
const outbox = () => path.join(dataDir, 'outbox');
const now = new Date('2026-11-24T06:00:00.123Z');

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'kith-outbox-'));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

const mailer = () =>
  createMailer({
    smtpUrl: undefined,
    mailFrom: 'kith@localhost',
    dataDir,
    log: createLog('silent'),
    clock: () => now,
  });

const message = (to: string): Message => ({
  to,
  subject: `Für ${to}`,
  text: 'Grüße',
  html: '<p>Grüße</p>',
  messageId: '<1@example.org>',
});

test('an email becomes a file whose name has its time', async () => {
  expect(await mailer().send(message('ann@example.org'))).toEqual({ kind: 'sent' });
  expect(await mailer().send(message('bob@example.org'))).toEqual({ kind: 'sent' });

  const files = await readdir(outbox());
  expect(files).toHaveLength(2);
  expect(files[0]).toMatch(/^2026-11-24T06-00-00\.123Z-[0-9a-f]{8}\.eml$/);
  const raws = await Promise.all(files.map((file) => readFile(path.join(outbox(), file), 'utf8')));
  const raw = raws.find((one) => one.includes('ann@example.org'))!;
  expect(await PostalMime.parse(raw)).toMatchObject({
    to: [{ address: 'ann@example.org' }],
    subject: 'Für ann@example.org',
    text: expect.stringContaining('Grüße'),
    date: '2026-11-24T06:00:00.000Z',
  });
  expect(raw.replaceAll('\r\n', '')).not.toContain('\n');
});

test('the file is still hidden during the hand-over', async () => {
  let seen: string[] = [];
  const onHandOver = async () => {
    seen = (await readdir(outbox())).filter((file) => file.endsWith('.eml'));
  };
  await mailer().send(message('ann@example.org'), { onHandOver });
  expect(seen).toEqual([]);
  expect(await readdir(outbox())).toHaveLength(1);
});

test('a hand-over that can’t be noted leaves no file', async () => {
  await mailer().send(message('bystander@example.org'));
  const onHandOver = async () => {
    throw new Error('claim lost');
  };
  await expect(mailer().send(message('ann@example.org'), { onHandOver })).rejects.toThrow('claim lost');
  expect(await readdir(outbox())).toHaveLength(1);
});

test('a folder that can’t be written to fails before the hand-over', async () => {
  await writeFile(outbox(), 'not a folder');
  let handedOver = 0;
  const onHandOver = async () => void handedOver++;
  expect(await mailer().send(message('ann@example.org'), { onHandOver })).toEqual({ kind: 'unreachable' });
  expect(handedOver).toBe(0);

  await rm(outbox());
  await mkdir(outbox());
  expect(await mailer().send(message('ann@example.org'))).toEqual({ kind: 'sent' });
});
