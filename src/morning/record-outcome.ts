import { setTimeout as pause } from 'node:timers/promises';
import { type MailOutcome, recordMailOutcome } from '../domain/commands/record-mail-outcome';
import { recordReminders } from '../domain/commands/record-reminders';
import { execute } from '../engine/deciding/execute';
import { Refusal } from '../engine/deciding/refusal';
import type { Engine } from '../engine/projecting/engine';
import { type Claim, type Claimed, releaseClaim } from './claims';

/** The entity and the job that record outcomes. */
export type Recorder = { entityId: number; job: string };

/** The outcome of an email. `refused`: the server rejected it permanently. `day-over`: it was too late to send it. */
export type Outcome = 'sent' | 'uncertain' | 'refused' | 'day-over';

/**
 * Appends the outcome of the email, one event per meeting and reminder, and releases the claim. Retries while the
 * database is briefly unavailable. If the last retry fails, it throws and keeps the rest of the claim; if the email was
 * handed over, a later run records the outcome as uncertain.
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
    const input = { contact, outcome: mailOutcome({ meeting, meeting_on }, claim, outcome) };
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

function mailOutcome(
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
