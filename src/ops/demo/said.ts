import type { Events } from '../../domain/events';
import { events as eventTypes } from '../../domain/events';
import type { Line } from '../../privacy/log-format';

/** A payload that names other events instead of their positions, which nobody knows yet. */
type Naming<Payload> = { [Key in keyof Payload]: Payload[Key] | Said };

/** An event whose place in the log is not known yet. */
export class Said<T extends keyof Events = keyof Events> {
  constructor(
    readonly type: T,
    readonly subject: Said | 'itself' | null,
    readonly payload: Naming<Events[T]>,
    /** What brought it about. */
    readonly cause?: Said,
  ) {}
}

/** What one command did, or one process of Kith. */
export type Deed = { at: Date; command: string; system?: string; said: Said[] };

const versions = new Map<string, number>(eventTypes.map(({ type, version }) => [type, version]));

/** All that happened, in the order of its time, as a log has it: every event at its position. */
export function inOrder(deeds: readonly Deed[]): Line[] {
  const ordered = deeds.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const positions = new Map<Said, number>();
  for (const { said } of ordered) for (const one of said) positions.set(one, positions.size + 1);
  const positionOf = (one: Said) => {
    const position = positions.get(one);
    if (position === undefined) throw new Error(`${one.type} is named, and nobody said it`);
    return position;
  };
  return ordered.flatMap(({ at, command, system, said }) =>
    said.map((one) => ({
      position: positionOf(one),
      type: one.type,
      version: versions.get(one.type)!,
      subject: one.subject === 'itself' ? positionOf(one) : one.subject && positionOf(one.subject),
      system: system ?? null,
      created_at: at.toISOString(),
      payload: Object.fromEntries(
        Object.entries(one.payload).map(([key, value]) => [
          key,
          value instanceof Said ? positionOf(value) : value,
        ]),
      ),
      metadata: {
        command,
        ...(system && { job: 'demo' }),
        ...(said.length > 1 && { first: positionOf(said[0]!) }),
        ...(one.cause && { cause: positionOf(one.cause) }),
      },
    })),
  );
}
