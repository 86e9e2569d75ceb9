import { setTimeout as pause } from 'node:timers/promises';
import { type MailOutcome, recordMailOutcome } from '../domain/commands/record-mail-outcome';
import { recordReminders } from '../domain/commands/record-reminders';
import { execute } from '../engine/deciding/execute';
import { Refusal } from '../engine/deciding/refusal';
import type { Engine } from '../engine/projecting/engine';
import { type Claim, type Claimed, releaseClaim } from './claims';

/** Who records, and in which job. */
export type Recorder = { entityId: number; job: string };

/** What became of an email. `refused`: by the server, for good. `day-over`: it was too late to send it. */
export type Outcome = 'sent' | 'uncertain' | 'refused' | 'day-over';

/**
 * Appends what became of the email, for each meeting that it told of and for all whom it mentioned, and gives the claim
 * back. A database that is away for a moment is waited for. When that fails too, this throws and the rest of the claim
 * stays: if the email was handed over, a later run records that as uncertain.
 */
export async function recordOutcome(
  kith: Engine,
  { entityId, job }: Recorder,
  claim: Claim,
  outcome: Outcome,
): Promise<void> {
  const actor = { accountId: claim.accountId, entityId };
  for (const one of claim.about) {
    const { contact, meeting, day: meeting_on, cause } = one;
    if (meeting === null) continue;
    const input = { contact, outcome: told({ meeting, meeting_on }, claim, outcome) };
    const metadata = { job, ...(cause !== null && { cause }) };
    await settling([one], () => execute(kith, actor, recordMailOutcome, input, { metadata }));
  }
  const reminded = claim.about.filter(({ meeting }) => meeting === null);
  if (reminded.length > 0 && outcome !== 'day-over') {
    const contacts = reminded.map(({ contact, day }) => ({ contact, due_on: day }));
    const input = { reminded: contacts, outcome, message_id: claim.messageId };
    await settling(reminded, () => execute(kith, actor, recordReminders, input, { metadata: { job } }));
  }

  function settling(settled: readonly Claimed[], record: () => Promise<unknown>): Promise<void> {
    return persistently(kith.retryPauses, async () => {
      await record();
      await releaseClaim(kith.pool, claim, settled);
    });
  }
}

function told(
  meeting: { meeting: number; meeting_on: string },
  { messageId: message_id }: Claim,
  outcome: Outcome,
): MailOutcome {
  if (outcome === 'sent') return { type: 'meeting-notes-email-sent', payload: { ...meeting, message_id } };
  if (outcome === 'uncertain')
    return { type: 'meeting-notes-email-uncertain', payload: { ...meeting, message_id } };
  return { type: 'meeting-notes-email-missed', payload: { ...meeting, reason: outcome } };
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
