/** Placeholders for the personal properties of a payload; the others are kept. A function gets the subject. */
export type Mask<P> = { [K in keyof P]?: P[K] | ((subject: number | null) => P[K]) };

/** A version before the newest one. */
export type EarlierVersion = {
  /** A payload that conforms to this version. */
  example: unknown;
  /** What replaces its texts and dates once its subject is forgotten. Conforms to this version. */
  mask?: object;
  /** Pure: returns the payload in the next version, and leaves its argument unchanged. */
  upcast: (payload: never) => unknown;
};

export type EventDefinition<T extends string = string, P = unknown> = {
  /** Past tense, kebab-case; also the folder in schemas/. */
  type: T;
  /** The newest version; schemas/<type>/v<version>.json. */
  version: number;
  /** What the event means, in one sentence. */
  sentence: string;
  /** A payload that conforms to the newest version. */
  example: P;
  /** What replaces its texts and dates once its subject is forgotten. Conforms to the newest version. */
  mask?: Mask<P>;
  /** Every version before the newest, version 1 first. */
  earlier?: readonly EarlierVersion[];
};

/**
 * Defines an event. Curried, so that the payload's type is explicit and the name's type is inferred. `Earlier` lists
 * the payloads of earlier versions, version 1 first: a version without an example and an upcaster does not compile.
 */
export function defineEvent<P, Earlier extends readonly unknown[] = []>() {
  return <const T extends string>(
    definition: EventDefinition<T, P> & Versions<[...Earlier, P]>,
  ): EventDefinition<T, P> => definition;
}

type Versions<Payloads extends readonly unknown[]> = Payloads extends [unknown]
  ? { version: 1; earlier?: [] }
  : { version: Payloads['length']; earlier: Steps<Payloads> };

type Steps<Payloads> = Payloads extends [infer From, infer To, ...infer Rest]
  ? [{ example: From; mask?: Mask<From>; upcast: (payload: From) => To }, ...Steps<[To, ...Rest]>]
  : [];

/** An event as handlers see it: upcast to the newest version and checked against its schema. */
export type StoredEvent<T extends string = string, P = unknown> = {
  id: number;
  accountId: number;
  position: number;
  subject: number | null;
  type: T;
  payload: P;
  createdAt: Date;
  /** Its subject was forgotten: the payload holds placeholders, and `fold` skips the event. */
  masked?: true;
};

/** `itself`: the event begins a subject, which is identified by the position that the event gets. */
export type NewEvent<T extends string = string, P = unknown> = {
  type: T;
  subject: number | null | 'itself';
  payload: P;
};

type PayloadOf<D> = D extends EventDefinition<string, infer P> ? P : never;

export type EventsOf<List extends readonly EventDefinition[]> = {
  [D in List[number] as D['type']]: PayloadOf<D>;
};
export type StoredEventOf<E, T extends keyof E> = { [K in T]: StoredEvent<K & string, E[K]> }[T];
export type NewEventOf<E, T extends keyof E> = { [K in T]: NewEvent<K & string, E[K]> }[T];
