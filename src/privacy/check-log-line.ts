import type { EventTypes } from '../event-store/event-types';
import { InvalidPayload, UnknownEventVersion } from '../event-store/event-types';
import { isLine, type Line } from './log-format';

/** Why a log is not imported, and at which line. Names where and what is wrong, never what is written there. */
export class LogRefused extends Error {
  override name = 'LogRefused';
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/** Checks the lines of one log in order: what it lets through is a stream as `append` would have written it. */
export class LineCheck {
  private position = 0;
  private at = '';
  private readonly subjects = new Set<number>();

  constructor(
    private readonly eventTypes: EventTypes,
    private readonly systems: ReadonlyMap<string, number>,
    /** ISO 8601: what is later has not happened. */
    private readonly latest: string,
  ) {}

  /** Throws LogRefused. */
  next(text: string, number: number): Line {
    const refuse = (reason: string): never => {
      throw new LogRefused(number, reason);
    };
    const line = parsed(text);
    if (!isLine(line)) return refuse('this is not an event');
    const wanted = this.position + 1;
    if (line.position !== wanted)
      refuse(
        line.position < wanted
          ? `position ${line.position} is there twice`
          : `position ${wanted} is missing; this is ${line.position}`,
      );
    if (wanted === 1 && line.type !== 'account-opened') refuse('a log begins with account-opened');
    if (wanted > 1 && line.type === 'account-opened') refuse('the account was opened before');
    if (line.created_at < this.at) refuse('it happened before the event in front of it');
    // Time never runs backwards in a stream: whatever is appended to it would be of the future, too.
    if (line.created_at > this.latest) refuse('its time is yet to come');
    if (line.system !== null && !this.systems.has(line.system))
      refuse(`this release has no process called ${JSON.stringify(line.system.slice(0, 40))}`);
    this.checkSubject(line, refuse);
    this.checkPayload(line, refuse);
    this.position = line.position;
    this.at = line.created_at;
    return line;
  }

  private checkSubject({ position, subject }: Line, refuse: (reason: string) => never) {
    if (subject === position) this.subjects.add(subject);
    else if (subject !== null && !this.subjects.has(subject)) refuse(`no event began the subject ${subject}`);
  }

  private checkPayload({ type, version, payload }: Line, refuse: (reason: string) => never) {
    try {
      this.eventTypes.upcast(type, version, payload);
    } catch (error) {
      if (error instanceof InvalidPayload || error instanceof UnknownEventVersion) refuse(error.message);
      // An upcaster that meets what is no payload of its version fails as it may.
      refuse(`its payload is not one of ${type} v${version}`);
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
