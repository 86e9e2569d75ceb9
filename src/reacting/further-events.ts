import { subjectOf } from '../event-store/append';
import type { NewEvent } from '../event-store/define-event';
import type { Wanted } from '../projecting/state';
import type { Cause, InTransaction } from './define-reactor';

export type FollowUp = { reactor: InTransaction; cause: Cause };

/** Which reactors follow up what was decided on this head, in the order of the events. */
export function followUps(
  reactors: readonly InTransaction[],
  decided: readonly NewEvent[],
  head: number,
): FollowUp[] {
  return decided.flatMap((event, index) => {
    const { type, payload } = event;
    const cause = { type, payload, subject: subjectOf(event, head, index), position: head + index + 1 };
    return reactors.filter(({ on }) => on.includes(type)).map((reactor) => ({ reactor, cause }));
  });
}

/** The rows that they need. */
export function wantedBy(followUps: readonly FollowUp[]): Wanted[] {
  return followUps.flatMap(({ reactor, cause }) => reactor.wants(cause));
}

/** What follows, each with the position of its cause. `tables` hold what is wanted, as it was at the head. */
export function furtherEvents(
  followUps: readonly FollowUp[],
  tables: Record<string, unknown>,
): (NewEvent & { cause: number })[] {
  return followUps.flatMap(({ reactor, cause }) =>
    reactor.react(cause, tables as never).map((event) => ({ ...event, cause: cause.position })),
  );
}
