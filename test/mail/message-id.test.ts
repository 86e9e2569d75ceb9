import { messageId, morningMessageId } from '../../src/mail/message-id';

test('an email always gets the same Message-ID, and no other email gets it', () => {
  const ids = [
    messageId(7, 42, '2026-11-24', 'kith.example.org'),
    messageId(7, 42, '2026-11-25', 'kith.example.org'),
    messageId(7, 43, '2026-11-24', 'kith.example.org'),
    messageId(8, 42, '2026-11-24', 'kith.example.org'),
    messageId(74, 2, '2026-11-24', 'kith.example.org'),
  ];
  expect(new Set(ids).size).toBe(5);
  expect(messageId('7', 42, '2026-11-24', 'kith.example.org')).toBe(ids[0]);
});

test('an email about several contacts has its own Message-ID, and so has one with reminders only', () => {
  const [host, day] = ['kith.example.org', '2026-11-24'];
  const meeting = { contact: 42, meeting: 43, day };
  const due = { contact: 42, meeting: null, day };
  const other = { contact: 50, meeting: null, day };
  const ids = [[meeting], [due], [meeting, other], [due, other], [other, due]].map((about) =>
    morningMessageId(7, about, host),
  );
  expect(new Set(ids).size).toBe(5);
  expect(ids[0]).toBe(messageId(7, 42, day, host));
  expect(morningMessageId(7, [meeting, other], host)).toBe(ids[2]);
  expect(ids[2]).toMatch(/^<[0-9a-f]{32}@kith\.example\.org>$/);
});

test('a Message-ID reveals nothing, and is valid in a header', () => {
  expect(messageId(7, 42, '2026-11-24', 'Kith.example.org:3000')).toMatch(
    /^<[0-9a-f]{32}@kith\.example\.org>$/,
  );
  expect(messageId(7, 42, '2026-11-24', '[::1]:3000')).toMatch(/^<[0-9a-f]{32}@localhost>$/);
  expect(messageId(7, 42, '2026-11-24', 'a>\r\nBcc: b')).toMatch(/@localhost>$/);
});
