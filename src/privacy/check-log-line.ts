import type { EventTypes } from '../event-store/event-types';
import { InvalidPayload, UnknownEventVersion } from '../event-store/event-types';
import { isLine, type Line } from './log-format';

/** A log can't be imported. Says which line is wrong and why, but never quotes the line's personal data. */
export class LogRefused extends Error {
  override name = 'LogRefused';
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/** Checks the lines of one log in order, so that the imported stream is one that `append` could have written. */
export class LineCheck {
  private position = 0;
  private at = '';
  private readonly subjects = new Set<number>();

  constructor(
    private readonly eventTypes: EventTypes,
    private readonly systems: ReadonlyMap<string, number>,
    /** ISO 8601. Later events are refused. */
    private readonly latest: string,
  ) {}

  /** Throws LogRefused. */
  next(text: string, number: number): Line {
    const refuse = (reason: string): never => {
      throw new LogRefused(number, reason);
    };
    const line = parsed(text);
    if (!isLine(line)) return refuse('this is not a valid event');
    const wanted = this.position + 1;
    if (line.position !== wanted)
      refuse(
        line.position < wanted
          ? `position ${line.position} occurs twice`
          : `position ${wanted} is missing; found ${line.position} instead`,
      );
    if (wanted === 1 && line.type !== 'account-opened') refuse('the first event must be account-opened');
    if (wanted > 1 && line.type === 'account-opened') refuse('only the first event can be account-opened');
    if (line.created_at < this.at) refuse('its time is before that of the previous event');
    // Time never runs backwards in a stream, so every later event would have to be in the future, too.
    if (line.created_at > this.latest) refuse('its time is in the future');
    if (line.system !== null && !this.systems.has(line.system))
      refuse(`this release has no system process named ${JSON.stringify(line.system.slice(0, 40))}`);
    this.checkSubject(line, refuse);
    this.checkPayload(line, refuse);
    this.position = line.position;
    this.at = line.created_at;
    return line;
  }

  private checkSubject({ position, subject }: Line, refuse: (reason: string) => never) {
    if (subject === position) this.subjects.add(subject);
    else if (subject !== null && !this.subjects.has(subject))
      refuse(`no earlier event began the subject ${subject}`);
  }

  private checkPayload({ type, version, payload }: Line, refuse: (reason: string) => never) {
    try {
      this.eventTypes.upcast(type, version, payload);
    } catch (error) {
      if (error instanceof InvalidPayload || error instanceof UnknownEventVersion) refuse(error.message);
      // An upcaster may throw anything if the payload doesn't conform to its version.
      refuse(`its payload is not a valid ${type} v${version}`);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
