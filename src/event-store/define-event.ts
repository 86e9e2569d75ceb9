/** A past payload of an older version turned into the next one. */
export type Upcaster = (payload: never) => unknown;

export type EventDefinition<T extends string = string, P = unknown> = {
  /** Past tense, kebab-case; also the folder in schemas/. */
  type: T;
  /** The newest version; schemas/<type>/v<version>.json. */
  version: number;
  /** What it means, in one sentence. */
  sentence: string;
  /** A payload that conforms to the newest version. */
  example: P;
  /** From version N (the key) to N + 1, for every version before the newest. */
  upcasters?: Record<number, Upcaster>;
};

/** Curried, so that the payload's type is given and the name's type inferred. */
export function defineEvent<P>() {
  return <const T extends string>(definition: EventDefinition<T, P>): EventDefinition<T, P> => definition;
}

/** Who triggered an event. */
export type Entity = { kind: 'account' | 'system'; name: string | null };

/** An event as handlers see it: upcast to the newest version, checked against its schema. */
export type StoredEvent<T extends string = string, P = unknown> = {
  id: number;
  accountId: number;
  position: number;
  subject: number | null;
  type: T;
  payload: P;
  createdAt: Date;
};

/** `itself`: the event begins its subject, which is named by the position the event will get. */
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
