import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { OnErasure } from '../erasing/erase';
import { type Metadata, subjectOf } from '../event-store/append';
import type { NewEvent, StoredEvent } from '../event-store/define-event';
import { readSubjectRows } from '../event-store/read';
import type { Engine } from '../projecting/engine';
import { HandlerFailure } from '../projecting/fold';
import { readHead, readState, type Saw, type State, Unfoldable } from '../projecting/state';
import { decodeKnown } from '../projecting/stream-fold';
import type { InTransaction } from '../reacting/define-reactor';
import { followUps, furtherEvents, wantedBy } from '../reacting/further-events';
import { appendDecision } from './append-decision';
import type { AnyCommand, StoryEvent } from './define-command';
import { memoryOf, type Remembered } from './memory';
import { NotFound, Refusal, Unavailable } from './refusal';
import { readStory } from './story';
import { tablesThen } from './tables-then';

/** The engine, and what follows up the events that it appends. */
export type Deciding = Engine & { reactors?: readonly InTransaction[]; onErasure?: OnErasure };

/** Who acts, on which account. */
export type Actor = { accountId: number; entityId: number };

export type Execution = {
  /** A form's token: the same submission again is answered like the first. */
  token?: string;
  metadata?: Metadata;
  /** When it happened, for logs that are told afterwards. */
  at?: Date;
};

export type Done = {
  /** The stream's head behind the command's events, or the head it decided on where there were none. */
  position: number;
  /** The subject of the first event: a new contact's identity. Null where there is none. */
  subject: number | null;
  /** How many events were appended: none for a no-op, and for a submission that was answered before. */
  events: number;
};

/**
 * Reads the truth, lets the command decide, and appends on the head it decided on; a lost race is decided again.
 * Throws the command's Refusal, or Unavailable where the truth can't be told.
 */
export async function execute<Input>(
  engine: Deciding,
  actor: Actor,
  command: AnyCommand<Input>,
  input: Input,
  { token, metadata, at }: Execution = {},
): Promise<Done> {
  const digest = token ? digestOf(command, token, input) : undefined;
  for (;;) {
    const state = await truth(engine, actor.accountId, command, input);
    if (state.head === 0) throw new Error('There is no such stream');
    const then = await seenThen(engine, actor.accountId, command, input, state);
    const story = await told(engine, actor.accountId, command, input, state.head);
    const decision = command.decide(
      { ...state.tables, head: state.head, now: engine.clock(), then, story },
      input,
    ) as NewEvent[] | Refusal;
    if (decision instanceof Refusal || decision.length === 0) {
      if (!state.isStill()) continue;
      if (state.remembered && (await readHead(engine.pool, actor.accountId)) !== state.head) {
        memoryOf(engine.pool).forget(actor.accountId);
        continue;
      }
      const first = digest && (await findSubmission(engine, actor.accountId, digest));
      if (first) return first;
      if (decision instanceof Refusal) throw decision;
      return { position: state.head, subject: null, events: 0 };
    }
    const further = await followUp(engine, actor.accountId, command, input, decision, state);
    if (!further) {
      memoryOf(engine.pool).forget(actor.accountId);
      continue;
    }
    const subject = subjectOf(decision[0]!, state.head, 0);
    const events = [...decision, ...further];
    const outcome = await appendDecision(engine, command, input, {
      ...actor,
      head: state.head,
      events,
      metadata: { command: command.name, ...metadata },
      submission: digest && { digest, subject },
      at,
    });
    if (outcome.kind === 'appended') {
      engine.announce();
      const { at } = outcome;
      if (command.masks) memoryOf(engine.pool).forget(actor.accountId);
      else
        memoryOf(engine.pool).appended(actor.accountId, state.head, asStored(actor, state.head, events, at));
      return { position: outcome.head, subject, events: events.length };
    }
    memoryOf(engine.pool).forget(actor.accountId);
    if (outcome.kind === 'lost-race') await refuseClosed(engine, actor.accountId);
    if (outcome.kind === 'repeated') return (await findSubmission(engine, actor.accountId, digest!))!;
  }
}

/** A closed stream takes no more events, whatever is decided on it. */
async function refuseClosed({ pool }: Engine, accountId: number): Promise<void> {
  const { rows } = await pool.query<{ closed: boolean }>(
    'select closed_at is not null as closed from streams where account_id = $1',
    [accountId],
  );
  if (rows[0]?.closed) throw new NotFound('The account is closed');
}

/** The events that follow in the same transaction. Null: the head has moved since the decision, decide again. */
async function followUp(
  engine: Deciding,
  accountId: number,
  command: AnyCommand,
  input: unknown,
  decision: NewEvent[],
  { head, tables }: State,
) {
  if (command.followedUp === false) return [];
  const due = followUps(engine.reactors ?? [], decision, head);
  const wanted = wantedBy(due);
  const known = command.wants(input);
  if (wanted.every((want) => known.some((one) => isDeepStrictEqual(one, want))))
    return furtherEvents(due, tables);
  const state = await readState(engine, accountId, wanted).catch(refuse);
  return state.head === head ? furtherEvents(due, state.tables) : null;
}

function truth(
  engine: Deciding,
  accountId: number,
  command: AnyCommand,
  input: unknown,
): Promise<Remembered> {
  return memoryOf(engine.pool)
    .read(engine, accountId, command.wants(input), command.saw?.(input) ?? null)
    .catch(refuse);
}

/** The events as a handler would get them from the database, but for their ids, which no handler reads. */
function asStored({ accountId }: Actor, head: number, events: readonly NewEvent[], at: Date): StoredEvent[] {
  return events.map((event, index) => ({
    id: 0,
    accountId,
    position: head + index + 1,
    subject: subjectOf(event, head, index),
    type: event.type,
    payload: JSON.parse(JSON.stringify(event.payload)),
    createdAt: at,
  }));
}

function refuse(error: unknown): never {
  if (error instanceof Unfoldable || error instanceof HandlerFailure)
    throw new Unavailable(error.message, { cause: error });
  throw error;
}

/** The tables as the person's page showed them. */
async function seenThen(
  engine: Engine,
  accountId: number,
  command: AnyCommand,
  input: unknown,
  state: State,
) {
  const saw = command.saw?.(input);
  const before = saw && state.moved ? await eventsBefore(engine, accountId, saw).catch(refuse) : null;
  try {
    return tablesThen(engine.projections, state.tables, before);
  } catch (error) {
    refuse(error);
  }
}

async function eventsBefore(engine: Engine, accountId: number, { subject, seen }: Saw) {
  const rows = await readSubjectRows(engine.pool, accountId, subject, seen);
  const { events, unknownAhead } = await decodeKnown(engine, engine.pool, { name: 'then' }, rows);
  if (unknownAhead) throw new Unfoldable('An event of a newer release lies behind');
  return events;
}

/** What happened to the subject that the command asks about. */
async function told(
  engine: Engine,
  accountId: number,
  command: AnyCommand,
  input: unknown,
  head: number,
): Promise<StoryEvent[]> {
  const subject = command.story?.(input) ?? null;
  return subject === null ? [] : readStory(engine, accountId, subject, head).catch(refuse);
}

/** Another name behind the same token, after Back, is another submission. */
function digestOf({ name }: AnyCommand, token: string, input: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([name, token, input]))
    .digest();
}

async function findSubmission(engine: Engine, accountId: number, digest: Buffer): Promise<Done | undefined> {
  const { rows } = await engine.pool.query<{ head: number; subject: number | null }>(
    'select head, subject from submissions where account_id = $1 and digest = $2',
    [accountId, digest],
  );
  return rows[0] && { position: rows[0].head, subject: rows[0].subject, events: 0 };
}
