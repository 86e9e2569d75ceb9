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

/** The engine, with the reactors that add events, and what else an erasure deletes. */
export type Deciding = Engine & { reactors?: readonly InTransaction[]; onErasure?: OnErasure };

/** Who acts, on which account. */
export type Actor = { accountId: number; entityId: number };

export type Execution = {
  /** A form's token: a repeated submission gets the same answer as the first one. */
  token?: string;
  metadata?: Metadata;
  /** When it happened, for events that are recorded later. */
  at?: Date;
};

export type Done = {
  /** The stream's head after the command's events, or the head it decided on if there are none. */
  position: number;
  /** The subject of the first event: a new contact's identity. Null if there is none. */
  subject: number | null;
  /** How many events were appended: 0 for a no-op, and for a repeated submission. */
  events: number;
};

/**
 * Reads the log, lets the command decide, and appends at the head it decided on; after a lost race, it decides again.
 * Throws the command's Refusal, NotFound if the account is closed, or Unavailable if an event can't be folded or the
 * stream is busy.
 */
export async function execute<Input>(
  engine: Deciding,
  actor: Actor,
  command: AnyCommand<Input>,
  input: Input,
  execution: Execution = {},
): Promise<Done> {
  // One at a time per stream and process, so that a command that waits for the stream holds no connection.
  const done = await inTurn(engine.pool, actor.accountId, () =>
    executeNow(engine, actor, command, input, execution),
  );
  // Outside the turn: masking many events takes a while, and other commands on the stream need not wait for it.
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
      // After a double click, the second submission finds that the first one has already made its changes.
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
 * Appends what a command decided, at the head it was decided on. If the command `masks` a subject, its erasure begins
 * in the same transaction.
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

/** Returns what a command that was decided at this head erases; null if nothing. */
function erasureOf<Input>(
  { masks }: AnyCommand<Input>,
  input: Input,
  { accountId, entityId }: Pick<Append, 'accountId' | 'entityId'>,
  head: number,
): Erasure | null {
  return masks ? { accountId, entityId, subject: masks(input), upTo: head } : null;
}

/** Throws NotFound if the stream is closed: every append to it loses the race, so deciding again would never end. */
async function refuseClosed({ pool }: Engine, accountId: number): Promise<void> {
  const { rows } = await pool.query<{ closed: boolean }>(
    'select closed_at is not null as closed from streams where account_id = $1',
    [accountId],
  );
  if (rows[0]?.closed) throw new NotFound('The account is closed');
}

/** Includes the input: after going back in the browser, the same token with another name is a new submission. */
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
