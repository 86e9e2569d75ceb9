import type { NewEvent } from '../event-store/define-event';
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
};

export type Command<Input, Tables, Event extends NewEvent> = {
  /** Imperative, kebab-case. */
  name: string;
  /** The rows to decide on, by table stem. */
  wants(input: Input): Wanted[];
  /** The position that the person's page showed, and the subject it was about. */
  saw?(input: Input): Saw | null;
  /** Pure: the events that follow, none for a no-op, or a refusal. */
  decide(facts: Facts<Tables>, input: Input): Event[] | Refusal;
};

// biome-ignore lint/suspicious/noExplicitAny: commands of all inputs pass through execution
export type AnyCommand = Command<any, any, any>;
