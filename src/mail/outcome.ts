/**
 * The outcome of a delivery. `sent`: the server accepted the email. `refused`: it rejected the email; `permanent` if a
 * retry would change nothing. `unreachable`: no content was sent, retry later. `uncertain`: the connection broke while
 * the content was being sent or after that, before the server answered.
 */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'refused'; permanent: boolean; code: number }
  | { kind: 'unreachable' }
  | { kind: 'uncertain' };

export type SmtpTrouble = Error & { code?: string; responseCode?: number; command?: string };

/** Converts Nodemailer's error to an outcome. `contentSent`: whether any of the email's content was sent. */
export function outcomeOf(error: SmtpTrouble, contentSent: boolean): Outcome {
  const answer = error.responseCode ?? 0;
  if (answer >= 400 && (contentSent || (isAboutThisEmail(error) && !isAboutUs(answer)))) {
    return { kind: 'refused', permanent: isPermanent(answer, error.command), code: answer };
  }
  if (contentSent) return { kind: 'uncertain' };
  if (isAboutThisEmail(error) && answer === 0) return { kind: 'refused', permanent: true, code: 552 };
  return { kind: 'unreachable' };
}

function isAboutThisEmail(error: SmtpTrouble): boolean {
  return error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
}

/** The server is shutting down, or requires TLS or a password first. That would happen to any email. */
function isAboutUs(answer: number): boolean {
  return [421, 454, 530, 534, 535, 538].includes(answer);
}

/** The operator can fix a refused sender, and 503 is about the session, so both are retried. */
function isPermanent(answer: number, command: string | undefined): boolean {
  return answer >= 500 && answer !== 503 && command !== 'MAIL FROM';
}
