import type { NewEvent, NewEventOf } from '../../event-store/define-event';
import type { About, LoggedEvent } from '../../event-store/read-about';
import type { Refusal } from './refusal';

/** What a command decides on, besides its input: the tables folded from the events that it is about, and these. */
export type Facts<Tables> = Tables & {
  head: number;
  /** Now, from the clock that was given. */
  now: Date;
  /** The tables as the person saw them: the same fold, stopped at `seen`. */
  then: Tables;
  /** What the tables are folded from, in order. */
  events: readonly LoggedEvent[];
  /** Who acts. */
  entityId: number;
};

export type Command<Input, Tables, Event extends NewEvent> = {
  /** Imperative, kebab-case. */
  name: string;
  /** The types of all events that it may yield. */
  yields: readonly Event['type'][];
  /** What it decides on: all events about this. */
  about(input: Input): About;
  /** The position that the person's page showed. Null: none. */
  seen?(input: Input): number | null;
  /** The subject (null: the account) whose events up to the head are masked right after its own is appended. */
  masks?(input: Input): number | null;
  /** False: what it yields is all there is to it, and no reactor follows it up. */
  followedUp?: false;
  /** Pure: the events that follow, none for a no-op, or a refusal. */
  decide(facts: Facts<Tables>, input: Input): Event[] | Refusal;
};

/**
 * Curried, so that the types of events, input and tables are given and the list of what it yields inferred: a decision
 * that yields what the list lacks does not compile. That it yields each of them, a test knows.
 */
export function defineCommand<Events, Input, Tables>() {
  return <const Types extends readonly (keyof Events & string)[]>(
    definition: Command<Input, Tables, NewEventOf<Events, Types[number]>> & { yields: Types },
  ): Command<Input, Tables, NewEventOf<Events, Types[number]>> => definition;
}

/** What execution needs of a command. */
// biome-ignore lint/suspicious/noExplicitAny: commands of all inputs pass through execution
export type AnyCommand<Input = any> = Omit<Command<Input, any, any>, 'yields'>;
