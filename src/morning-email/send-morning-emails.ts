import { systemEntityId } from '../database/system-entities';
import { type Candidate, candidates } from './candidates';
import { dropStaleClaims, leftoverClaims } from './claims';
import { inLanes } from './in-lanes';
import { parkedStreams } from './parked-streams';
import type { Recorder } from './record-outcome';
import {
  type MorningEmailDeps,
  type Settled,
  settleLeftover,
  settleMail,
  settleMorning,
} from './settle-mail';
import { accountsToRemind } from './sought-in-the-morning';

export type MorningEmailOptions = {
  /** Goes into the events' metadata. */
  job: string;
  /** Also records what was missed on days long over; the mails of today are found anyway. */
  everything?: boolean;
  /** Seconds after which a claim without an outcome is taken for left behind. */
  lease?: number;
  /** Once aborted, no further mail is begun. */
  signal?: AbortSignal;
};

/** `waiting`: due, and left for the next run. `parked`: streams whose mails may not be found, for a projection is. */
export type MorningEmailSummary = {
  sent: number;
  missed: number;
  uncertain: number;
  waiting: number;
  parked: number;
  /** The mail server could not be reached for one mail at least. */
  unreachable: boolean;
  /** One mail at least waits for a fault of Kith's or the database's, which the log tells. */
  failed: boolean;
};

/** As many as the mailer has connections; each needs one of the database's for moments only. */
const lanes = 5;
/** After so many mails in a row that found no server, it is plainly down. One alone may be that mail's fault. */
const plainlyDown = 5;

/**
 * One run of the morning email: settles what is due at the clock's now, by what the accounts' streams say at their
 * heads. Any number of runs may go on at once. Throws what the database throws while it looks for mails.
 */
export async function sendMorningEmails(
  deps: MorningEmailDeps,
  { job, everything = true, lease = 300, signal }: MorningEmailOptions,
): Promise<MorningEmailSummary> {
  const { pool, clock, log } = deps.kith;
  const recorder = { entityId: await systemEntityId(pool, 'morning-email'), job };
  const run = new Run(deps, recorder, signal);
  await dropStaleClaims(pool, lease);
  for (const claim of await leftoverClaims(pool, lease)) {
    await run.count(async () => {
      await settleLeftover(deps, recorder, claim);
      return 'uncertain';
    });
  }
  for await (const page of candidates(pool, clock(), everything)) await run.settle(page);
  for await (const page of accountsToRemind(pool, clock())) await run.remind(page);
  if (Object.values(run.summary).some(Boolean)) log.info(run.summary, 'morning email');
  const parked = await parkedStreams(pool);
  if (parked > 0) log.warn({ streams: parked }, 'Morning emails may be missing: a projection is parked');
  return { ...run.summary, parked };
}

const countedAs = {
  sent: 'sent',
  missed: 'missed',
  refused: 'missed',
  uncertain: 'uncertain',
  busy: 'waiting',
  unreachable: 'waiting',
  failed: 'waiting',
} as const;
/** Behind these there was a mail server. */
const answered = new Set<string>(['sent', 'refused', 'uncertain', 'busy'] satisfies Settled[]);

class Run {
  readonly summary: Omit<MorningEmailSummary, 'parked'> = {
    sent: 0,
    missed: 0,
    uncertain: 0,
    waiting: 0,
    unreachable: false,
    failed: false,
  };
  private unreachableInARow = 0;
  /** Accounts whose whole morning was looked at. */
  private readonly mornings = new Set<number>();

  constructor(
    private readonly deps: MorningEmailDeps,
    private readonly recorder: Recorder,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Several accounts at once, the mails of one in order: they would only make each other lose the stream's head. */
  settle(page: Candidate[]): Promise<void> {
    return inLanes(shuffled(byAccount(page)), lanes, async (mails) => {
      for (const mail of mails) {
        if (mail.together && mail.verdict === 'send') await this.settleMorning(mail.accountId);
        else if (this.isOver(mail.verdict)) this.summary.waiting++;
        else await this.count(() => settleMail(this.deps, this.recorder, mail));
      }
    });
  }

  /** Those whose day to be in touch has come, in accounts that have no meeting now. */
  remind(accounts: number[]): Promise<void> {
    return inLanes(shuffled(accounts), lanes, (accountId) => this.settleMorning(accountId));
  }

  /** One mail an account. */
  private async settleMorning(accountId: number): Promise<void> {
    if (this.mornings.has(accountId)) return;
    this.mornings.add(accountId);
    if (this.isOver('send')) this.summary.waiting++;
    else await this.count(() => settleMorning(this.deps, this.recorder, accountId));
  }

  /** One mail's failure is no other's: it is logged, and the mail waits for the next run. */
  async count(attempt: () => Promise<Settled>): Promise<void> {
    const settled = await attempt().catch((error: unknown) => {
      this.deps.kith.log.warn(
        { err: error },
        'A morning email could not be settled; the next run tries again',
      );
      this.summary.failed = true;
      return 'failed' as const;
    });
    if (settled === 'nothing') return;
    this.summary[countedAs[settled]]++;
    if (settled === 'unreachable') {
      this.summary.unreachable = true;
      this.unreachableInARow++;
    } else if (answered.has(settled)) this.unreachableInARow = 0;
  }

  /** What was missed is recorded whether there is a mail server or not. */
  private isOver(verdict: Candidate['verdict']): boolean {
    if (this.signal?.aborted) return true;
    return verdict === 'send' && this.unreachableInARow >= plainlyDown;
  }
}

function byAccount(page: Candidate[]): Candidate[][] {
  const accounts = new Map<number, Candidate[]>();
  for (const candidate of page) {
    const mails = accounts.get(candidate.accountId);
    if (mails) mails.push(candidate);
    else accounts.set(candidate.accountId, [candidate]);
  }
  return [...accounts.values()];
}

/** In another order each time: runs at once get out of each other's way, and no mail stands first for ever. */
function shuffled<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [items[last], items[chosen]] = [items[chosen]!, items[last]!];
  }
  return items;
}
