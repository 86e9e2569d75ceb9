import type { NewEvent, NewEventOf } from '../../event-store/define-event';
import type { About, LoggedEvent } from '../../event-store/read-about';
import type { Refusal } from './refusal';

/** What a command decides on besides its input: the tables folded from the events that it is about, and these. */
export type Facts<Tables> = Tables & {
  head: number;
  /** The time of the decision, from the engine's clock. */
  now: Date;
  /** The tables as the person saw them: the same fold, stopped at `seen`. */
  then: Tables;
  /** The events that the tables are folded from, in order. */
  events: readonly LoggedEvent[];
  /** Who triggered the command. */
  entityId: number;
};

export type Command<Input, Tables, Event extends NewEvent> = {
  /** Imperative, kebab-case. */
  name: string;
  /** The types of all events it may yield. */
  yields: readonly Event['type'][];
  /** Which events it decides on. */
  about(input: Input): About;
  /** The position that the person's page showed; null if none. */
  seen?(input: Input): number | null;
  /** The subject (null: the account) whose events up to the head are masked right after the command's are appended. */
  masks?(input: Input): number | null;
  /** False: no reactor adds events to those that it yields. */
  followedUp?: false;
  /** Pure. Returns the events to append (none for a no-op), or a refusal. */
  decide(facts: Facts<Tables>, input: Input): Event[] | Refusal;
};

/**
 * Defines a command. Curried, so that the types of events, input and tables are explicit and `yields` is inferred: a
 * decision that yields an event missing from `yields` does not compile. A test checks that it yields each of them.
 */
export function defineCommand<Events, Input, Tables>() {
  return <const Types extends readonly (keyof Events & string)[]>(
    definition: Command<Input, Tables, NewEventOf<Events, Types[number]>> & { yields: Types },
  ): Command<Input, Tables, NewEventOf<Events, Types[number]>> => definition;
}

/** The part of a command that `execute` needs. */
// biome-ignore lint/suspicious/noExplicitAny: commands of all inputs pass through execution
export type AnyCommand<Input = any> = Omit<Command<Input, any, any>, 'yields'>;
