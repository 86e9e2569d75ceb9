import pino from 'pino';
import { createLog } from '../../src/base/log';
import { createMailer, type HandOver, type Mailer, type Message } from '../../src/mail/mailer';
import { startSmtp, type TestSmtp } from '../support/smtp';

let smtp: TestSmtp;
let mailer: Mailer;

beforeEach(async () => {
  smtp = await startSmtp();
  mailer = mailerTo(smtp.url);
});

afterEach(async () => {
  await mailer.close();
  await smtp.stop();
});

const mailerTo = (smtpUrl: string) =>
  createMailer({
    smtpUrl,
    mailFrom: 'Kith <kith@example.org>',
    dataDir: '/nowhere',
    log: createLog('silent'),
  });

const message = (to: string, changes: Partial<Message> = {}): Message => ({
  to,
  subject: `For ${to}`,
  text: `Notes for ${to}`,
  html: `<p>Notes for <b>${to}</b></p>`,
  messageId: `<${to.replace('@', '.')}@example.org>`,
  ...changes,
});

const send = (to: string, handOver?: HandOver) => mailer.send(message(to), handOver);
const recipients = () => smtp.mails.flatMap(({ to }) => to).sort();

describe('an email that is delivered', () => {
  test('arrives unchanged at its recipient', async () => {
    const subject = 'Heute: Zoë 👩‍🚀, 09:30';
    const outcome = await mailer.send(
      message('ann@example.org', {
        subject,
        text: 'Grüße\n.\nund mehr\n',
        headers: { 'List-Unsubscribe': '<https://example.org/settings>' },
      }),
    );

    expect(outcome).toEqual({ kind: 'sent' });
    expect(smtp.mails).toHaveLength(1);
    const [{ from, to, parsed }] = smtp.mails as [(typeof smtp.mails)[0]];
    expect({ from, to }).toEqual({ from: 'kith@example.org', to: ['ann@example.org'] });
    expect(parsed).toMatchObject({
      subject,
      text: expect.stringMatching(/^Grüße\n\.\nund mehr\n/),
      messageId: '<ann.example.org@example.org>',
    });
    expect(parsed.html).toContain('<b>ann@example.org</b>');
    const headers = Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'list-unsubscribe': '<https://example.org/settings>',
    });
  });

  test('shares a few connections with fifty others', async () => {
    const addresses = Array.from({ length: 50 }, (_, i) => `person-${i}@example.org`).sort();
    const outcomes = await Promise.all(addresses.map((address) => send(address)));

    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(recipients()).toEqual(addresses);
    expect(smtp.connections).toBeLessThanOrEqual(5);
  });

  test('is sent even if the server has closed the idle connection', async () => {
    await send('ann@example.org');
    smtp.dropLines();
    expect(await send('bob@example.org')).toEqual({ kind: 'sent' });
    expect(recipients()).toEqual(['ann@example.org', 'bob@example.org']);
  });
});

describe('the hand-over', () => {
  test('is noted after the server asked for the content and before any of it is sent', async () => {
    const seen: unknown[] = [];
    const onHandOver = async () => {
      // Gives content the chance to be sent too early.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      seen.push({ dataCommands: smtp.dataCommands, contentBytes: smtp.contentBytes });
    };

    expect(await send('ann@example.org', { onHandOver })).toEqual({ kind: 'sent' });
    expect(seen).toEqual([{ dataCommands: 1, contentBytes: 0 }]);
    expect(smtp.contentBytes).toBeGreaterThan(0);
  });

  test('stops the email if it can’t be noted, and the next one is sent', async () => {
    const onHandOver = async () => {
      throw new Error('claim lost');
    };

    await expect(send('ann@example.org', { onHandOver })).rejects.toThrow('claim lost');
    expect(await send('bob@example.org')).toEqual({ kind: 'sent' });
    expect(recipients()).toEqual(['bob@example.org']);
    expect(smtp.dataCommands).toBe(2);
    expect(smtp.contentBytes).toBe(Buffer.byteLength(smtp.mails[0]!.raw));
  });

  test('is never reached by an email that the server refuses', async () => {
    smtp.switches.refuse = ['ann@example.org'];
    let handedOver = 0;
    await send('ann@example.org', { onHandOver: async () => void handedOver++ });
    expect(handedOver).toBe(0);
  });

  test('leaves the email unsent if the connection breaks during it', async () => {
    await send('bob@example.org');
    let handedOver = 0;
    const onHandOver = async () => {
      handedOver++;
      smtp.switches.closed = true;
      smtp.dropLines();
      while (smtp.connections < 2) await new Promise(setImmediate);
    };

    expect(await send('ann@example.org', { onHandOver })).toEqual({ kind: 'unreachable' });
    expect(handedOver).toBe(1);
    expect(recipients()).toEqual(['bob@example.org']);
  });

  test('is noted once, even if the email is then sent over another connection', async () => {
    await send('bob@example.org');
    let handedOver = 0;
    const onHandOver = async () => {
      handedOver++;
      smtp.dropLines();
      while (smtp.connections < 2) await new Promise(setImmediate);
    };

    expect(await send('ann@example.org', { onHandOver })).toEqual({ kind: 'sent' });
    expect(handedOver).toBe(1);
    expect(recipients()).toEqual(['ann@example.org', 'bob@example.org']);
  });
});

describe('an email that is not delivered', () => {
  afterEach(async () => {
    smtp.switches = {};
    expect(await send('bystander@example.org')).toEqual({ kind: 'sent' });
    expect(recipients()).toEqual(expect.arrayContaining(['bystander@example.org']));
    expect(recipients()).not.toContain('ann@example.org');
  });

  test('because the recipient does not exist', async () => {
    smtp.switches.refuse = ['ann@example.org'];
    const outcomes = await Promise.all([send('ann@example.org'), send('bob@example.org')]);
    expect(outcomes).toEqual([{ kind: 'refused', permanent: true, code: 550 }, { kind: 'sent' }]);
  });

  test('because the server is busy', async () => {
    smtp.switches.busyFor = ['ann@example.org'];
    expect(await send('ann@example.org')).toEqual({ kind: 'refused', permanent: false, code: 451 });
  });

  test.each([
    [554, true],
    [452, false],
  ])('because its content is answered with %i', async (code, permanent) => {
    smtp.switches.refuseContent = code;
    expect(await send('ann@example.org')).toEqual({ kind: 'refused', permanent, code });
  });

  test('because the sender is refused, which the operator can fix', async () => {
    smtp.switches.refuseSender = 553;
    expect(await send('ann@example.org')).toEqual({ kind: 'refused', permanent: false, code: 553 });
  });

  test('for certain: the connection broke after the content', async () => {
    smtp.switches.dropAfterData = true;
    expect(await send('ann@example.org')).toEqual({ kind: 'uncertain' });
    expect(smtp.dataCommands).toBe(1);
  });

  test('for certain, on a connection used before', async () => {
    await send('bob@example.org');
    smtp.switches.dropAfterData = true;
    expect(await send('ann@example.org')).toEqual({ kind: 'uncertain' });
    expect(smtp.dataCommands).toBe(2);
    expect(smtp.connections).toBe(1);
  });

  test('because the server is down', async () => {
    await smtp.stop();
    const outcomes = await Promise.all([send('ann@example.org'), send('bob@example.org')]);
    expect(outcomes).toEqual([{ kind: 'unreachable' }, { kind: 'unreachable' }]);
    await smtp.start();
  });

  test('because the server is shutting down', async () => {
    smtp.switches.closed = true;
    expect(await send('ann@example.org')).toEqual({ kind: 'unreachable' });
  });

  test.each([
    'ann@example.org, eve@example.org',
    'Ann <ann@example.org>',
    'ann@example.org\r\nRCPT TO:<eve@example.org>',
    'ann',
    '',
  ])('because %j is not one address', async (to) => {
    expect(await send(to)).toEqual({ kind: 'refused', permanent: true, code: 553 });
  });
});

test('a wrong password concerns all emails, so this one is not refused', async () => {
  const withPassword = mailerTo(smtp.url.replace('smtp://', 'smtp://kith:secret@'));
  expect(await withPassword.send(message('ann@example.org'))).toEqual({ kind: 'sent' });
  await withPassword.close();

  smtp.switches.refusePassword = true;
  const refused = mailerTo(smtp.url.replace('smtp://', 'smtp://kith:mistaken@'));
  expect(await refused.send(message('bob@example.org'))).toEqual({ kind: 'unreachable' });
  await refused.close();
  expect(recipients()).toEqual(['ann@example.org']);
});

test('the log has the outcome and no personal data', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const logging = createMailer({ smtpUrl: smtp.url, mailFrom: 'kith@example.org', dataDir: '/nowhere', log });
  smtp.switches = { refuse: ['ann@example.org'], dropAfterData: true };
  for (const to of ['ann@example.org', 'bob@example.org']) await logging.send(message(to));
  await logging.close();

  expect(lines.map((line) => JSON.parse(line).outcome.kind)).toEqual(['refused', 'uncertain']);
  expect(lines.join('')).not.toMatch(/ann|bob|example\.org|Notes/);
});

test('names cannot add headers, recipients or content', async () => {
  const subject = 'Today: Eve\r\nBcc: eve@example.org\r\n\r\nYou have won\u2028\0';
  await mailer.send(message('ann@example.org', { subject, headers: { 'X-Name': 'a\r\nX-Evil: yes' } }));

  const [{ to, parsed }] = smtp.mails as [(typeof smtp.mails)[0]];
  expect(to).toEqual(['ann@example.org']);
  expect(parsed.subject).toBe('Today: Eve Bcc: eve@example.org You have won');
  expect(parsed.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['bcc']));
  expect(parsed.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['x-evil']));
  expect(parsed.text).toBe('Notes for ann@example.org\n');
});

test('closing waits for emails in progress', async () => {
  smtp.switches.slow = 50;
  const happened: unknown[] = [];
  const sending = send('ann@example.org').then((outcome) => happened.push(outcome));
  while (smtp.connections === 0) await new Promise(setImmediate);
  await mailer.close();
  happened.push('closed');
  await sending;
  expect(happened).toEqual([{ kind: 'sent' }, 'closed']);
});
