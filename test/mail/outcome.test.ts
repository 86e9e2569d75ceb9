import { outcomeOf } from '../../src/mail/outcome';

const trouble = (code: string, responseCode?: number, command?: string) =>
  Object.assign(new Error(), { code, responseCode, command });

test.each([
  ['ETIMEDOUT', undefined, 'CONN'],
  ['ECONNECTION', undefined, 'CONN'],
  ['ESOCKET', undefined, undefined],
  ['ESTREAM', undefined, 'API'],
])('%s before any content left is unreachable, afterwards uncertain', (code, responseCode, command) => {
  expect(outcomeOf(trouble(code, responseCode, command), false)).toEqual({ kind: 'unreachable' });
  expect(outcomeOf(trouble(code, responseCode, command), true)).toEqual({ kind: 'uncertain' });
});

test.each([
  ['EDNS', undefined],
  ['ETLS', 454],
  ['EAUTH', 535],
  ['EPROTOCOL', 554],
  ['EENVELOPE', 421],
  ['EENVELOPE', 530],
])('%s %s is about the server, not about this mail', (code, responseCode) => {
  expect(outcomeOf(trouble(code, responseCode), false)).toEqual({ kind: 'unreachable' });
});

test.each([
  [550, 'RCPT TO', true],
  [451, 'RCPT TO', false],
  [503, 'RCPT TO', false],
  [550, 'MAIL FROM', false],
])('%i to %s', (answer, command, permanent) => {
  const outcome = { kind: 'refused', permanent, code: answer };
  expect(outcomeOf(trouble('EENVELOPE', answer, command), false)).toEqual(outcome);
});

test('an answer to the content is certain, even if the server closes with it', () => {
  expect(outcomeOf(trouble('EMESSAGE', 421, 'DATA'), true)).toEqual({
    kind: 'refused',
    permanent: false,
    code: 421,
  });
  expect(outcomeOf(trouble('EMESSAGE', 554, 'DATA'), true)).toEqual({
    kind: 'refused',
    permanent: true,
    code: 554,
  });
});

test('a mail larger than the server takes is refused before it is sent', () => {
  expect(outcomeOf(trouble('EMESSAGE', undefined, 'MAIL FROM'), false)).toEqual({
    kind: 'refused',
    permanent: true,
    code: 552,
  });
});
