import type { NewEvent, NewEventOf, StoredEvent } from '../event-store/define-event';
import type { Saw, Wanted } from '../projecting/state';
import type { Refusal } from './refusal';

/** What a command decides on, besides its input. */
export type Facts<Tables> = Tables & {
  head: number;
  /** Now, from the clock that was given. */
  now: Date;
  /**
   * The tables as the person saw them: a fold of the subject's events up to `seen`. The same as the present ones
   * when nothing has happened to the subject since.
   */
  then: Tables;
  /** What happened to the subject of `story`, in order; empty in commands that ask for none. */
  story: readonly StoryEvent[];
};

export type StoryEvent = StoredEvent & {
  /** The position of the first event that one command yielded together with this one. */
  first: number;
  /** Whether a process of Kith did it, rather than the account holder. */
  system: boolean;
};

export type Command<Input, Tables, Event extends NewEvent> = {
  /** Imperative, kebab-case. */
  name: string;
  /** The types of all events that it may yield. */
  yields: readonly Event['type'][];
  /** The rows to decide on, by table stem. */
  wants(input: Input): Wanted[];
  /** The position that the person's page showed, and the subject it was about. */
  saw?(input: Input): Saw | null;
  /** The subject whose events up to the head it decides on. */
  story?(input: Input): number | null;
  /** The subject (null: the account) whose events up to the head are masked in the transaction of its own. */
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
