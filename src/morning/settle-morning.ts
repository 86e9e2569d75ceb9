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
import { type MorningAtHead, morningAtHead, type Told } from './morning-at-head';
import { type Recorder, recordOutcome } from './record-outcome';
import { contactsSought, type Span } from './sought';

export type MorningEmailDeps = { config: Pick<Config, 'baseUrl'>; kith: Engine; mailer: Mailer };

/**
 * `missed`: a day was over; there may be more to settle. `refused`: by the server, for good; that counts as missed too.
 * `busy`: the server asks to come again. `waiting`: due, and not to be sent now. `nothing`: there was nothing to settle,
 * or another run is at it.
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

/** What the email says is not what is due any more: nothing of it has left. */
class Outdated extends Error {
  override name = 'Outdated';
}

/**
 * Settles the oldest morning of an account that is not: claims, at the stream's head, all that its email has to tell,
 * hands it over, and records what became of it (decision 13); of a day that is over, it records that the
 * email was missed. Throws what the database throws; nothing is lost then, and nothing sent twice.
 */
export async function settleMorning(
  deps: MorningEmailDeps,
  recorder: Recorder,
  accountId: number,
  { everything, maySend }: Pick<Span, 'everything'> & { maySend: () => boolean },
): Promise<Settled> {
  const { kith } = deps;
  for (;;) {
    const contacts = await contactsSought(kith.pool, accountId, { now: kith.clock(), everything });
    const found = contacts.length > 0 ? await morningAtHead(kith, accountId, contacts) : null;
    if (!found) return 'nothing';
    if (found.told && !maySend()) return 'waiting';
    const { about, told } = found;
    const claim = { id: randomUUID(), accountId, messageId: messageIdOf(deps, accountId, about), about };
    const claimed = await claimMail(kith.pool, claim, found.head);
    if (claimed.kind === 'moved') continue;
    if (claimed.kind !== 'claimed') return 'nothing';
    const settled = told
      ? await send(deps, recorder, claim, { ...found, told }, claimed.email)
      : await recordMissed(deps, recorder, claim);
    if (settled !== 'outdated') return settled;
  }
}

/** Records an email that was handed over by a run that has died since: whether it arrived, nobody can tell. */
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

type Sendable = MorningAtHead & { told: Told };

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

/** `nothing`: the claim was lost before the email's content left. */
async function handOver(
  { kith, mailer, config: { baseUrl } }: MorningEmailDeps,
  claim: Claim,
  { head, told }: Sendable,
  email: string,
): Promise<Outcome | 'nothing' | 'outdated'> {
  const { accountId, messageId } = claim;
  const compose = (what: Told) => composeMorning(what, { to: email, messageId, baseUrl, accountId });
  try {
    const message = compose(told);
    const isCurrent = (now: Told) => isDeepStrictEqual(compose(now), message);
    return await mailer.send(message, { onHandOver: () => noteIfCurrent(kith, claim, head, isCurrent) });
  } catch (error) {
    // The mailer throws only while nothing has left, whatever the claim says of a hand-over.
    await releaseClaim(kith.pool, claim);
    if (error instanceof ClaimLost) return 'nothing';
    if (error instanceof Outdated) return 'outdated';
    throw error;
  }
}

/** Where the stream has moved since the claim, looks again at what is due. Throws Outdated. */
async function noteIfCurrent(
  kith: Engine,
  claim: Claim,
  head: number,
  isCurrent: (told: Told) => boolean,
): Promise<void> {
  if ((await noteHandOver(kith.pool, claim, head)) === 'noted') return;
  const contacts = claim.about.map(({ contact }) => contact);
  const now = await morningAtHead(kith, claim.accountId, contacts);
  if (!now?.told || !isDeepStrictEqual(now.about, claim.about) || !isCurrent(now.told)) throw new Outdated();
  return noteIfCurrent(kith, claim, now.head, isCurrent);
}

function messageIdOf({ config }: MorningEmailDeps, accountId: number, about: readonly Claimed[]): string {
  return morningMessageId(accountId, about, new URL(config.baseUrl).host);
}
