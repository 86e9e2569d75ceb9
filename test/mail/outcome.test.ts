import { outcomeOf } from '../../src/mail/outcome';

const trouble = (code: string, responseCode?: number, command?: string) =>
  Object.assign(new Error(), { code, responseCode, command });

test.each([
  ['ETIMEDOUT', undefined, 'CONN'],
  ['ECONNECTION', undefined, 'CONN'],
  ['ESOCKET', undefined, undefined],
  ['ESTREAM', undefined, 'API'],
])('%s is unreachable before content was sent, and uncertain after that', (code, responseCode, command) => {
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
])('%s %s is about the server, not about this email', (code, responseCode) => {
  expect(outcomeOf(trouble(code, responseCode), false)).toEqual({ kind: 'unreachable' });
});

test.each([
  [550, 'RCPT TO', true],
  [451, 'RCPT TO', false],
  [503, 'RCPT TO', false],
  [550, 'MAIL FROM', false],
])('%i to %s is a refusal (permanent: %s)', (answer, command, permanent) => {
  const outcome = { kind: 'refused', permanent, code: answer };
  expect(outcomeOf(trouble('EENVELOPE', answer, command), false)).toEqual(outcome);
});

test('an answer to the content is certain, even if the server then closes the connection', () => {
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

test('an email that is too large for the server is refused before it is sent', () => {
  expect(outcomeOf(trouble('EMESSAGE', undefined, 'MAIL FROM'), false)).toEqual({
    kind: 'refused',
    permanent: true,
    code: 552,
  });
});
