import { inTransaction } from '../database/transaction';
import { erase, type OnErasure } from '../erasing/erase';
import { type Append, type Appended, append } from '../event-store/append';
import { appendAmongOthers } from '../event-store/append-among-others';
import type { Engine } from '../projecting/engine';
import type { AnyCommand } from './define-command';

/** Appends what a command decided. One that `masks` a subject erases it in the same transaction, or does nothing. */
export function appendDecision<Input>(
  engine: Engine & { onErasure?: OnErasure },
  command: AnyCommand<Input>,
  input: Input,
  wanted: Append,
): Promise<Appended> {
  const { masks } = command;
  if (!masks) return appendAmongOthers(engine, wanted);
  return inTransaction(engine.pool, async (client) => {
    const appended = await append(engine, wanted, client);
    if (appended.kind === 'appended') {
      const { accountId, entityId, head } = wanted;
      await erase(engine, client, { accountId, entityId, subject: masks(input), upTo: head });
    }
    return appended;
  });
}
