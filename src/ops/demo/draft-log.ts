import type { Events } from '../../domain/events';
import { events as eventTypes } from '../../domain/events';
import type { Line } from '../../privacy/log-format';

/** A payload that refers to other events directly, because their positions aren't known yet. */
type DraftPayload<Payload> = { [Key in keyof Payload]: Payload[Key] | DraftEvent };

/** An event whose position in the log isn't known yet. */
export class DraftEvent<T extends keyof Events = keyof Events> {
  constructor(
    readonly type: T,
    readonly subject: DraftEvent | 'itself' | null,
    readonly payload: DraftPayload<Events[T]>,
    /** The event that caused this one. */
    readonly cause?: DraftEvent,
  ) {}
}

/** The events that one command or one system process yielded together. */
export type Act = { at: Date; command: string; system?: string; events: DraftEvent[] };

const versions = new Map<string, number>(eventTypes.map(({ type, version }) => [type, version]));

/** Returns the log's lines in chronological order, with each event at its position. */
export function inOrder(acts: readonly Act[]): Line[] {
  const ordered = acts.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const positions = new Map<DraftEvent, number>();
  for (const { events } of ordered) for (const event of events) positions.set(event, positions.size + 1);
  const positionOf = (event: DraftEvent) => {
    const position = positions.get(event);
    if (position === undefined) throw new Error(`${event.type} is referred to, but is not in the log`);
    return position;
  };
  return ordered.flatMap(({ at, command, system, events }) =>
    events.map((event) => ({
      position: positionOf(event),
      type: event.type,
      version: versions.get(event.type)!,
      subject: event.subject === 'itself' ? positionOf(event) : event.subject && positionOf(event.subject),
      system: system ?? null,
      created_at: at.toISOString(),
      payload: Object.fromEntries(
        Object.entries(event.payload).map(([key, value]) => [
          key,
          value instanceof DraftEvent ? positionOf(value) : value,
        ]),
      ),
      metadata: {
        command,
        ...(system && { job: 'demo' }),
        ...(events.length > 1 && { first: positionOf(events[0]!) }),
        ...(event.cause && { cause: positionOf(event.cause) }),
      },
    })),
  );
}
