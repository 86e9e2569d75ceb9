import { setTimeout as pause } from 'node:timers/promises';
import { type MailOutcome, recordMailOutcome } from '../commands/record-mail-outcome';
import { execute } from '../deciding/execute';
import { Refusal } from '../deciding/refusal';
import type { Engine } from '../projecting/engine';
import { type Claim, releaseClaim } from './claims';

/** Who records, and in which job. */
export type Recorder = { entityId: number; job: string };

/**
 * Appends the outcome's event, then gives the claim back. A database that is away for a moment is waited for. When
 * that fails too, this throws and the claim stays: if the mail was handed over, a later run records it as uncertain.
 */
export async function recordOutcome(
  kith: Engine,
  { entityId, job }: Recorder,
  claim: Claim,
  outcome: MailOutcome,
): Promise<void> {
  const actor = { accountId: claim.accountId, entityId };
  const input = { contact: claim.contact, outcome };
  await persistently(kith.retryPauses, async () => {
    await execute(kith, actor, recordMailOutcome, input, { metadata: { job, cause: claim.cause } });
    await releaseClaim(kith.pool, claim);
  });
}

async function persistently(pauses: readonly number[], attempt: () => Promise<void>): Promise<void> {
  for (const ms of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refusal) throw error;
      await pause(ms);
    }
  }
  return attempt();
}
