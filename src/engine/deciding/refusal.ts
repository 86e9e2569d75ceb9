/** Why a command yields no events. Thrown by `execute`; one place turns it into a page. */
export abstract class Refusal extends Error {
  abstract readonly kind: 'invalid' | 'conflict' | 'not-found' | 'unavailable';
}

/** What was entered can't be: a sentence for the person, per field. */
export class Invalid extends Refusal {
  override name = 'Invalid';
  readonly kind = 'invalid';
  constructor(readonly faults: Record<string, string>) {
    super(`Invalid: ${Object.keys(faults).join(', ')}`);
  }
}

/** A field that somebody changed since the form was opened, to something else. */
export class Conflict extends Refusal {
  override name = 'Conflict';
  readonly kind = 'conflict';
  constructor(
    readonly conflicts: Record<string, { theirs: string; yours: string }>,
    /** The position at which `theirs` was read: the form that decides carries it as `seen`. */
    readonly head: number,
  ) {
    super(`Conflict: ${Object.keys(conflicts).join(', ')}`);
  }
}

/** There is no such thing in this account. */
export class NotFound extends Refusal {
  override name = 'NotFound';
  readonly kind = 'not-found';
}

/** It can't be decided now: a handler fails at one of the events, one is of a newer release, or the stream is busy. */
export class Unavailable extends Refusal {
  override name = 'Unavailable';
  readonly kind = 'unavailable';
}
