import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../base/config';
import type { Engine } from '../engine/projecting/engine';
import type { Mailer, Outcome } from '../mail/mailer';
import { morningMessageId } from '../mail/message-id';
import {
  type Claim,
  type Claimed,
  ClaimLost,
  claimMail,
  type LeftoverClaim,
  noteHandOver,
  releaseClaim,
} from './claims';
import { composeMorning } from './compose-morning';
import { findDueContacts, type Span } from './find-due';
import { type MorningAtHead, type MorningContent, morningAtHead } from './morning-at-head';
import { type Recorder, recordOutcome } from './record-outcome';

export type MorningEmailDeps = { config: Pick<Config, 'baseUrl'>; kith: Engine; mailer: Mailer };

/**
 * `missed`: the day was over; there may be more to settle. `refused`: the server rejected the email permanently; counts
 * as missed too. `busy`: the server asked to retry later. `waiting`: due, but not to be sent now. `nothing`: nothing to
 * settle, or another run is working on it.
 */
export type Settled =
  | 'sent'
  | 'missed'
  | 'refused'
  | 'uncertain'
  | 'busy'
  | 'unreachable'
  | 'waiting'
  | 'nothing';

/** The email's content is out of date. None of it has been sent. */
class Outdated extends Error {
  override name = 'Outdated';
}

/**
 * Settles an account's oldest unsettled morning: claims its email at the stream's head, hands it over, and records the
 * outcome (decision 13). If the day is over, it records that the email was missed. Throws database errors; then nothing
 * is lost and nothing is sent twice.
 */
export async function settleMorning(
  deps: MorningEmailDeps,
  recorder: Recorder,
  accountId: number,
  { everything, maySend }: Pick<Span, 'everything'> & { maySend: () => boolean },
): Promise<Settled> {
  const { kith } = deps;
  for (;;) {
    const contacts = await findDueContacts(kith.pool, accountId, { now: kith.clock(), everything });
    const found = contacts.length > 0 ? await morningAtHead(kith, accountId, contacts) : null;
    if (!found) return 'nothing';
    if (found.content && !maySend()) return 'waiting';
    const { about, content } = found;
    const claim = { id: randomUUID(), accountId, messageId: messageIdOf(deps, accountId, about), about };
    const claimed = await claimMail(kith.pool, claim, found.head);
    if (claimed.kind === 'moved') continue;
    if (claimed.kind !== 'claimed') return 'nothing';
    const settled = content
      ? await send(deps, recorder, claim, { ...found, content }, claimed.email)
      : await recordMissed(deps, recorder, claim);
    if (settled !== 'outdated') return settled;
  }
}

/** Records an email as uncertain whose run died after the hand-over: it may or may not have arrived. */
export async function settleLeftover(
  deps: MorningEmailDeps,
  recorder: Recorder,
  claim: LeftoverClaim,
): Promise<Settled> {
  const messageId = claim.messageId ?? messageIdOf(deps, claim.accountId, claim.about);
  await recordOutcome(deps.kith, recorder, { ...claim, messageId }, 'uncertain');
  return 'uncertain';
}

async function recordMissed(deps: MorningEmailDeps, recorder: Recorder, claim: Claim): Promise<Settled> {
  await recordOutcome(deps.kith, recorder, claim, 'day-over');
  return 'missed';
}

type Sendable = MorningAtHead & { content: MorningContent };

async function send(
  deps: MorningEmailDeps,
  recorder: Recorder,
  claim: Claim,
  found: Sendable,
  email: string,
): Promise<Settled | 'outdated'> {
  const outcome = await handOver(deps, claim, found, email);
  if (outcome === 'nothing' || outcome === 'outdated') return outcome;
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

/** Returns `nothing` if the claim was lost before any content was sent. */
async function handOver(
  { kith, mailer, config: { baseUrl } }: MorningEmailDeps,
  claim: Claim,
  { head, content }: Sendable,
  email: string,
): Promise<Outcome | 'nothing' | 'outdated'> {
  const { accountId, messageId } = claim;
  const compose = (what: MorningContent) =>
    composeMorning(what, { to: email, messageId, baseUrl, accountId });
  try {
    const message = compose(content);
    const isCurrent = (now: MorningContent) => isDeepStrictEqual(compose(now), message);
    return await mailer.send(message, { onHandOver: () => noteIfCurrent(kith, claim, head, isCurrent) });
  } catch (error) {
    // The mailer throws only if no content was sent, even if the claim says it was handed over.
    await releaseClaim(kith.pool, claim);
    if (error instanceof ClaimLost) return 'nothing';
    if (error instanceof Outdated) return 'outdated';
    throw error;
  }
}

/** Notes the hand-over. If the stream has moved since the claim, checks the email's content again. Throws Outdated. */
async function noteIfCurrent(
  kith: Engine,
  claim: Claim,
  head: number,
  isCurrent: (content: MorningContent) => boolean,
): Promise<void> {
  if ((await noteHandOver(kith.pool, claim, head)) === 'noted') return;
  const contacts = claim.about.map(({ contact }) => contact);
  const now = await morningAtHead(kith, claim.accountId, contacts);
  if (!now?.content || !isDeepStrictEqual(now.about, claim.about) || !isCurrent(now.content))
    throw new Outdated();
  return noteIfCurrent(kith, claim, now.head, isCurrent);
}

function messageIdOf({ config }: MorningEmailDeps, accountId: number, about: readonly Claimed[]): string {
  return morningMessageId(accountId, about, new URL(config.baseUrl).host);
}
