import fc from 'fast-check';
import { localDate } from '../../src/base/time';
import { fulfilPastMeetings } from '../../src/domain/commands/fulfil-past-meetings';
import { recordMailOutcome } from '../../src/domain/commands/record-mail-outcome';
import { recordReminders } from '../../src/domain/commands/record-reminders';
import type { NewKithEvent } from '../../src/domain/events';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { Refusal } from '../../src/engine/deciding/refusal';
import { followingUp } from './following-up';
import { type Act, acts, filledIn, type Known } from './forms';
import { accountOpened } from './happened';
import { Stream } from './stream';

/** Commands executed by system processes. */
const processes: AnyCommand[] = [recordMailOutcome, recordReminders, fulfilPastMeetings];

/** A sequence of forms. `old`: the fraction submitted to an older release, without reactors. */
export type Life = { acts: Act[]; old: number };

export function lives(most: number, which: Parameters<typeof acts>[0] = {}): fc.Arbitrary<Life> {
  return fc.record({
    acts: fc.array(acts(which), { minLength: 1, maxLength: most, size: 'max' }),
    old: fc.constantFrom(0, 0, 0.8),
  });
}

/**
 * Submits the forms to a stream in memory, and returns the stream. Some are refused, and some change nothing.
 * `onDecision` is called with the events of each one that isn't refused.
 */
export function lived(
  { acts, old }: Life,
  onDecision: (command: AnyCommand, events: NewKithEvent[], stream: Stream) => void = () => undefined,
): { stream: Stream; now: Date } {
  const stream = new Stream([accountOpened()]);
  let now = new Date('2026-11-19T10:00:00Z');
  for (const [index, act] of acts.entries()) {
    now = new Date(now.getTime() + act.later * 60_000);
    const [command, input] = filledIn(act, knownOf(stream, now));
    const decision = stream.decide(command, input, now);
    if (decision instanceof Refusal) continue;
    onDecision(command, decision, stream);
    if (command.masks) stream.mask(command.masks(input));
    const further = index < old * acts.length ? [] : followingUp(stream, decision, command);
    stream.append([...decision, ...further], { system: processes.includes(command) });
  }
  return { stream, now };
}

/** Returns what a form has to know about a stream in memory. */
export function knownOf(stream: Stream, now: Date): Known {
  const events = stream.events.map((event) => ({ ...event, first: stream.firstOf(event) }));
  return { head: stream.head, today: localDate(now, 'Europe/Berlin'), events };
}
