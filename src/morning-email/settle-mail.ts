import { randomUUID } from 'node:crypto';
import type { MailOutcome } from '../commands/record-mail-outcome';
import type { Config } from '../config';
import type { Mailer, Outcome } from '../mail/mailer';
import { messageId } from '../mail/message-id';
import type { Engine } from '../projecting/engine';
import { type Claim, ClaimLost, claimMail, noteHandOver, releaseClaim } from './claims';
import { composeMeetingNotes } from './compose-meeting-notes';
import { type MailAtHead, type MailSought, mailAtHead } from './mail-at-head';
import { type Recorder, recordOutcome } from './record-outcome';

export type MorningEmailDeps = { config: Pick<Config, 'baseUrl'>; kith: Engine; mailer: Mailer };

/**
 * `missed`: the day was over. `refused`: by the server, for good; that counts as missed too. `busy`: the server asks
 * to come again. `nothing`: there was nothing to settle, or another run is at it.
 */
export type Settled = 'sent' | 'missed' | 'refused' | 'uncertain' | 'busy' | 'unreachable' | 'nothing';

/**
 * Claims one mail at the stream's head, hands it over, and records what became of it (DESIGN.md, decision 13).
 * Throws what the database throws; nothing is lost then, and nothing sent twice.
 */
export async function settleMail(
  deps: MorningEmailDeps,
  recorder: Recorder,
  { accountId, contact, meetingOn }: MailSought,
): Promise<Settled> {
  for (;;) {
    const found = await mailAtHead(deps.kith, { accountId, contact, meetingOn });
    if (!found) return 'nothing';
    const { meeting, dated_by: cause } = found.mail;
    const claim = { id: randomUUID(), accountId, contact, meeting, meetingOn, cause };
    const claimed = await claimMail(deps.kith.pool, claim, found.head);
    if (claimed.kind === 'moved') continue;
    if (claimed.kind !== 'claimed') return 'nothing';
    if (found.verdict === 'send') return sendMail(deps, recorder, claim, found, claimed.email);
    await recordOutcome(deps.kith, recorder, claim, missed(claim, 'day-over'));
    return 'missed';
  }
}

/** Records a mail that was handed over by a run that has died since: whether it arrived, nobody can tell. */
export function settleLeftover(deps: MorningEmailDeps, recorder: Recorder, claim: Claim): Promise<void> {
  return recordOutcome(deps.kith, recorder, claim, uncertain(deps, claim));
}

async function sendMail(
  deps: MorningEmailDeps,
  recorder: Recorder,
  claim: Claim,
  found: MailAtHead,
  to: string,
): Promise<Settled> {
  const outcome = await handOver(deps, claim, found, to);
  if (!outcome) return 'nothing';
  if (outcome.kind === 'sent') {
    await recordOutcome(deps.kith, recorder, claim, sent(deps, claim));
    return 'sent';
  }
  if (outcome.kind === 'uncertain') {
    await recordOutcome(deps.kith, recorder, claim, uncertain(deps, claim));
    return 'uncertain';
  }
  if (outcome.kind === 'refused' && outcome.permanent) {
    await recordOutcome(deps.kith, recorder, claim, missed(claim, 'refused'));
    return 'refused';
  }
  await releaseClaim(deps.kith.pool, claim);
  return outcome.kind === 'refused' ? 'busy' : 'unreachable';
}

/** Null: the claim was lost before the mail's content left. */
async function handOver(
  deps: MorningEmailDeps,
  claim: Claim,
  found: MailAtHead,
  to: string,
): Promise<Outcome | null> {
  const { pool } = deps.kith;
  try {
    const { accountId } = claim;
    const address = { to, messageId: messageIdOf(deps, claim), baseUrl: deps.config.baseUrl, accountId };
    const message = composeMeetingNotes(found, address);
    return await deps.mailer.send(message, { onHandOver: () => noteHandOver(pool, claim) });
  } catch (error) {
    // The mailer throws only while nothing has left, whatever the claim says of a hand-over.
    await releaseClaim(pool, claim);
    if (error instanceof ClaimLost) return null;
    throw error;
  }
}

function sent(deps: MorningEmailDeps, claim: Claim): MailOutcome {
  return { type: 'meeting-notes-email-sent', payload: mailed(deps, claim) };
}

function uncertain(deps: MorningEmailDeps, claim: Claim): MailOutcome {
  return { type: 'meeting-notes-email-uncertain', payload: mailed(deps, claim) };
}

function missed({ meeting, meetingOn }: Claim, reason: 'day-over' | 'refused'): MailOutcome {
  return { type: 'meeting-notes-email-missed', payload: { meeting, meeting_on: meetingOn, reason } };
}

function mailed(deps: MorningEmailDeps, claim: Claim) {
  const { meeting, meetingOn } = claim;
  return { meeting, meeting_on: meetingOn, message_id: messageIdOf(deps, claim) };
}

function messageIdOf({ config }: MorningEmailDeps, { accountId, contact, meetingOn }: Claim): string {
  return messageId(accountId, contact, meetingOn, new URL(config.baseUrl).host);
}
