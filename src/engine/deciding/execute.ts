import { createHash } from 'node:crypto';
import { inTransaction } from '../../database/transaction';
import { type Append, type Appended, append, type Metadata, subjectOf } from '../../event-store/append';
import { beginErasure, finishErasure } from '../erasing/erase';
import type { Erasure, OnErasure } from '../erasing/erasure';
import type { Engine } from '../projecting/engine';
import type { InTransaction } from '../reacting/define-reactor';
import { decide } from './decide';
import type { AnyCommand } from './define-command';
import { inTurn } from './in-turn';
import { readLog } from './read-log';
import { NotFound, Refusal } from './refusal';

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
  /** The stream's head after the command's events, or the head it decided on where there were none. */
  position: number;
  /** The subject of the first event: a new contact's identity. Null where there is none. */
  subject: number | null;
  /** How many events were appended: none for a no-op, and for a submission that was answered before. */
  events: number;
};

/**
 * Reads the log, lets the command decide, and appends on the head it decided on; a lost race is decided again. Throws
 * the command's Refusal, NotFound where the account is closed, or Unavailable where an event can't be folded.
 */
export async function execute<Input>(
  engine: Deciding,
  actor: Actor,
  command: AnyCommand<Input>,
  input: Input,
  execution: Execution = {},
): Promise<Done> {
  // One at a time in each process: a command that waits for a stream does so without holding a connection.
  const done = await inTurn(engine.pool, actor.accountId, () =>
    executeNow(engine, actor, command, input, execution),
  );
  // Out of turn, since masking many events takes a while, and the stream is free meanwhile.
  const erasure = done.events > 0 && erasureOf(command, input, actor, done.position - done.events);
  if (erasure) await finishErasure(engine, erasure);
  return done;
}

async function executeNow<Input>(
  engine: Deciding,
  actor: Actor,
  command: AnyCommand<Input>,
  input: Input,
  { token, metadata, at }: Execution,
): Promise<Done> {
  const digest = token ? digestOf(command, token, input) : undefined;
  for (;;) {
    const log = await readLog(engine, actor.accountId, command.about(input));
    const { head } = log;
    if (head === 0) throw new Error('There is no such stream');
    const decision = decide(engine, command, input, log, actor.entityId);
    if (decision instanceof Refusal || decision.length === 0) {
      // Of a double click, the second half finds that the first one has done it all.
      const first = digest && (await findSubmission(engine, actor.accountId, digest));
      if (first) return first;
      if (decision instanceof Refusal) throw decision;
      return { position: head, subject: null, events: 0 };
    }
    const subject = subjectOf(decision[0]!, head, 0);
    const outcome = await appendDecision(engine, command, input, {
      ...actor,
      head,
      events: decision,
      metadata: { command: command.name, ...metadata },
      submission: digest && { digest, subject },
      at,
    });
    if (outcome.kind === 'appended') {
      engine.announce();
      return { position: outcome.head, subject, events: decision.length };
    }
    if (outcome.kind === 'repeated') return (await findSubmission(engine, actor.accountId, digest!))!;
    await refuseClosed(engine, actor.accountId);
  }
}

/**
 * Appends what a command decided, on the head it was decided on. One that `masks` a subject begins its erasure in the
 * same transaction.
 */
function appendDecision<Input>(
  engine: Engine & { onErasure?: OnErasure },
  command: AnyCommand<Input>,
  input: Input,
  wanted: Append,
): Promise<Appended> {
  const erasure = erasureOf(command, input, wanted, wanted.head);
  if (!erasure) return append(engine, wanted);
  return inTransaction(engine.pool, async (client) => {
    const outcome = await append(engine, wanted, client);
    if (outcome.kind === 'appended') await beginErasure(engine, client, erasure);
    return outcome;
  });
}

/** What the command erases where it was decided on this head. Null: it erases nothing. */
function erasureOf<Input>(
  { masks }: AnyCommand<Input>,
  input: Input,
  { accountId, entityId }: Pick<Append, 'accountId' | 'entityId'>,
  head: number,
): Erasure | null {
  return masks ? { accountId, entityId, subject: masks(input), upTo: head } : null;
}

/** A closed stream takes no more events, whatever is decided on it. */
async function refuseClosed({ pool }: Engine, accountId: number): Promise<void> {
  const { rows } = await pool.query<{ closed: boolean }>(
    'select closed_at is not null as closed from streams where account_id = $1',
    [accountId],
  );
  if (rows[0]?.closed) throw new NotFound('The account is closed');
}

/** The same token with another name, after going back in the browser, is another submission. */
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
