import { messageId } from '../../src/mail/message-id';

test('the same mail has the same Message-ID, any other another', () => {
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

test('it tells nothing, and can stand in a header', () => {
  expect(messageId(7, 42, '2026-11-24', 'Kith.example.org:3000')).toMatch(
    /^<[0-9a-f]{32}@kith\.example\.org>$/,
  );
  expect(messageId(7, 42, '2026-11-24', '[::1]:3000')).toMatch(/^<[0-9a-f]{32}@localhost>$/);
  expect(messageId(7, 42, '2026-11-24', 'a>\r\nBcc: b')).toMatch(/@localhost>$/);
});
