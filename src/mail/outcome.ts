/**
 * What became of a mail. `sent`: the server took it. `refused`: it answered that it won't, `permanent` if asking
 * again would change nothing. `unreachable`: nothing of the mail left, try later. `uncertain`: its content was
 * being handed over, or had been, when the line broke, and no answer came.
 */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'refused'; permanent: boolean; code: number }
  | { kind: 'unreachable' }
  | { kind: 'uncertain' };

export type SmtpTrouble = Error & { code?: string; responseCode?: number; command?: string };

/** Reads Nodemailer's error. `contentLeft`: whether any of the mail's content was given to the line. */
export function outcomeOf(error: SmtpTrouble, contentLeft: boolean): Outcome {
  const answer = error.responseCode ?? 0;
  if (answer >= 400 && (contentLeft || (isAboutThisMail(error) && !isAboutUs(answer)))) {
    return { kind: 'refused', permanent: isPermanent(answer, error.command), code: answer };
  }
  if (contentLeft) return { kind: 'uncertain' };
  if (isAboutThisMail(error) && answer === 0) return { kind: 'refused', permanent: true, code: 552 };
  return { kind: 'unreachable' };
}

function isAboutThisMail(error: SmtpTrouble): boolean {
  return error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
}

/** The server closes, or wants TLS or a password first: that would meet any mail. */
function isAboutUs(answer: number): boolean {
  return [421, 454, 530, 534, 535, 538].includes(answer);
}

/** A refused sender is for the operator to mend, and 503 blames the session, so neither is the mail's end. */
function isPermanent(answer: number, command: string | undefined): boolean {
  return answer >= 500 && answer !== 503 && command !== 'MAIL FROM';
}
