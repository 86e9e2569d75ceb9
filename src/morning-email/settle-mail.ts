import { randomUUID } from 'node:crypto';
import type { Config } from '../config';
import type { Mailer, Outcome } from '../mail/mailer';
import type { Message } from '../mail/message';
import { morningMessageId } from '../mail/message-id';
import type { Engine } from '../projecting/engine';
import {
  type Claim,
  type Claimed,
  ClaimLost,
  claimMail,
  type LeftoverClaim,
  noteHandOver,
  releaseClaim,
} from './claims';
import { type Addressed, composeMeetingNotes } from './compose-meeting-notes';
import { composeMorning } from './compose-morning';
import { type MailSought, mailAtHead } from './mail-at-head';
import { morningAtHead } from './morning-at-head';
import { type Recorder, recordOutcome } from './record-outcome';

export type MorningEmailDeps = { config: Pick<Config, 'baseUrl'>; kith: Engine; mailer: Mailer };

/**
 * `missed`: the day was over. `refused`: by the server, for good; that counts as missed too. `busy`: the server asks
 * to come again. `nothing`: there was nothing to settle, or another run is at it.
 */
export type Settled = 'sent' | 'missed' | 'refused' | 'uncertain' | 'busy' | 'unreachable' | 'nothing';

/**
 * Claims one meeting's mail at the stream's head, hands it over, and records what became of it (DESIGN.md, decision
 * 13). Throws what the database throws; nothing is lost then, and nothing sent twice.
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
    const claim = claimOn(deps, accountId, [{ contact, meeting, day: meetingOn, cause }]);
    const claimed = await claimMail(deps.kith.pool, claim, found.head);
    if (claimed.kind === 'moved') continue;
    if (claimed.kind !== 'claimed') return 'nothing';
    if (found.verdict === 'send')
      return sendMail(deps, recorder, claim, claimed.email, (to) => composeMeetingNotes(found, to));
    await recordOutcome(deps.kith, recorder, claim, 'day-over');
    return 'missed';
  }
}

/**
 * The same of all that an account's morning has: its meetings and those whose day to be in touch has come, in one mail.
 */
export async function settleMorning(
  deps: MorningEmailDeps,
  recorder: Recorder,
  accountId: number,
): Promise<Settled> {
  for (;;) {
    const found = await morningAtHead(deps.kith, accountId);
    if (!found) return 'nothing';
    const claim = claimOn(deps, accountId, [
      ...found.meetings.map(({ mail }) => ({
        contact: mail.contact,
        meeting: mail.meeting,
        day: mail.meeting_on,
        cause: mail.dated_by,
      })),
      ...found.due.map(({ contact, stay_in_touch_on }) => ({
        contact,
        meeting: null,
        day: stay_in_touch_on!,
        cause: null,
      })),
    ]);
    const claimed = await claimMail(deps.kith.pool, claim, found.head);
    if (claimed.kind === 'moved') continue;
    if (claimed.kind !== 'claimed') return 'nothing';
    return sendMail(deps, recorder, claim, claimed.email, (to) => composeMorning(found, to));
  }
}

/** Records a mail that was handed over by a run that has died since: whether it arrived, nobody can tell. */
export function settleLeftover(
  deps: MorningEmailDeps,
  recorder: Recorder,
  claim: LeftoverClaim,
): Promise<void> {
  const messageId = claim.messageId ?? messageIdOf(deps, claim.accountId, claim.about);
  return recordOutcome(deps.kith, recorder, { ...claim, messageId }, 'uncertain');
}

function claimOn(deps: MorningEmailDeps, accountId: number, about: readonly Claimed[]): Claim {
  return { id: randomUUID(), accountId, messageId: messageIdOf(deps, accountId, about), about };
}

async function sendMail(
  deps: MorningEmailDeps,
  recorder: Recorder,
  claim: Claim,
  email: string,
  compose: (to: Addressed) => Message,
): Promise<Settled> {
  const { accountId, messageId } = claim;
  const to = { to: email, messageId, accountId, baseUrl: deps.config.baseUrl };
  const outcome = await handOver(deps, claim, () => compose(to));
  if (!outcome) return 'nothing';
  if (outcome.kind === 'sent' || outcome.kind === 'uncertain') {
    await recordOutcome(deps.kith, recorder, claim, outcome.kind);
    return outcome.kind;
  }
  if (outcome.kind === 'refused' && outcome.permanent) {
    await recordOutcome(deps.kith, recorder, claim, 'refused');
    return 'refused';
  }
  await releaseClaim(deps.kith.pool, claim);
  return outcome.kind === 'refused' ? 'busy' : 'unreachable';
}

/** Null: the claim was lost before the mail's content left. */
async function handOver(
  { kith: { pool }, mailer }: MorningEmailDeps,
  claim: Claim,
  compose: () => Message,
): Promise<Outcome | null> {
  try {
    return await mailer.send(compose(), { onHandOver: () => noteHandOver(pool, claim) });
  } catch (error) {
    // The mailer throws only while nothing has left, whatever the claim says of a hand-over.
    await releaseClaim(pool, claim);
    if (error instanceof ClaimLost) return null;
    throw error;
  }
}

function messageIdOf({ config }: MorningEmailDeps, accountId: number, about: readonly Claimed[]): string {
  return morningMessageId(accountId, about, new URL(config.baseUrl).host);
}
