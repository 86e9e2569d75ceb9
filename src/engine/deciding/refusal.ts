/** Why a command was refused. Thrown by `execute`; one place turns it into a page. */
export abstract class Refusal extends Error {
  abstract readonly kind: 'invalid' | 'conflict' | 'not-found' | 'unavailable';
}

/** The input is invalid: `faults` has a sentence for the person, per field. */
export class Invalid extends Refusal {
  override name = 'Invalid';
  readonly kind = 'invalid';
  constructor(readonly faults: Record<string, string>) {
    super(`Invalid: ${Object.keys(faults).join(', ')}`);
  }
}

/** Since the form was opened, one of its fields was changed to something else. */
export class Conflict extends Refusal {
  override name = 'Conflict';
  readonly kind = 'conflict';
  constructor(
    readonly conflicts: Record<string, { theirs: string; yours: string }>,
    /** The position at which `theirs` was read: the form that resolves the conflict sends it as `seen`. */
    readonly head: number,
  ) {
    super(`Conflict: ${Object.keys(conflicts).join(', ')}`);
  }
}

/** This account has no such thing. */
export class NotFound extends Refusal {
  override name = 'NotFound';
  readonly kind = 'not-found';
}

/** No decision is possible now: a handler fails at an event, an event is of a newer release, or the stream is busy. */
export class Unavailable extends Refusal {
  override name = 'Unavailable';
  readonly kind = 'unavailable';
}
