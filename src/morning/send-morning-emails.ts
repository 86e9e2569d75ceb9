import { systemEntityId } from '../domain/system-entities';
import { dropStaleClaims, leftoverClaims } from './claims';
import { inLanes } from './in-lanes';
import { parkedStreams } from './parked-streams';
import type { Recorder } from './record-outcome';
import { type MorningEmailDeps, type Settled, settleLeftover, settleMorning } from './settle-morning';
import { accountsSought } from './sought';

export type MorningEmailOptions = {
  /** Goes into the events' metadata. */
  job: string;
  /** Also records what was missed on days long over; the emails of today are found anyway. */
  everything?: boolean;
  /** Seconds after which a claim without an outcome is taken for left behind. */
  lease?: number;
  /** Once aborted, no further email is begun. */
  signal?: AbortSignal;
};

/**
 * Emails; of a day that is over, one an account. `waiting`: due, and left for the next run. `parked`: streams whose
 * emails may not be found, because a projection is parked there.
 */
export type MorningEmailSummary = {
  sent: number;
  missed: number;
  uncertain: number;
  waiting: number;
  parked: number;
  /** The mail server could not be reached for one email at least. */
  unreachable: boolean;
  /** One email at least waits for a fault of Kith's or the database's, which the log tells. */
  failed: boolean;
};

/** As many as the mailer has connections; each needs one of the database's for moments only. */
const lanes = 5;
/** After so many emails in a row that found no server, it is plainly down. One alone may be that email's fault. */
const plainlyDown = 5;

/**
 * One run of the morning email: settles what is due at the clock's now, by what the accounts' streams say at their
 * heads. Any number of runs may go on at once. Throws what the database throws while it looks for emails.
 */
export async function sendMorningEmails(
  deps: MorningEmailDeps,
  { job, everything = true, lease = 300, signal }: MorningEmailOptions,
): Promise<MorningEmailSummary> {
  const { pool, clock, log } = deps.kith;
  const recorder = { entityId: await systemEntityId(pool, 'morning-email'), job };
  const run = new Run(deps, recorder, everything, signal);
  await dropStaleClaims(pool, lease);
  for (const claim of await leftoverClaims(pool, lease))
    await run.count(() => settleLeftover(deps, recorder, claim));
  for await (const page of accountsSought(pool, { now: clock(), everything })) await run.settle(page);
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
  waiting: 'waiting',
  failed: 'waiting',
} as const;
/** Where it ends so, there was a mail server. */
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
  private readonly seen = new Set<number>();

  constructor(
    private readonly deps: MorningEmailDeps,
    private readonly recorder: Recorder,
    private readonly everything: boolean,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Several accounts at once; each once, with all that it has. */
  async settle(page: number[]): Promise<void> {
    const accounts = [...new Set(page)].filter((accountId) => !this.seen.has(accountId));
    for (const accountId of accounts) this.seen.add(accountId);
    await inLanes(shuffled(accounts), lanes, async (accountId) => {
      while ((await this.count(() => this.settleNext(accountId))) === 'missed');
    });
  }

  /** What was missed is recorded whether there is a mail server or not. */
  private async settleNext(accountId: number): Promise<Settled> {
    if (this.signal?.aborted) return 'waiting';
    const maySend = () => this.unreachableInARow < plainlyDown;
    return settleMorning(this.deps, this.recorder, accountId, { everything: this.everything, maySend });
  }

  /** One email's failure is no other's: it is logged, and the email waits for the next run. */
  async count(attempt: () => Promise<Settled>): Promise<Settled | 'failed'> {
    const settled = await attempt().catch((error: unknown) => {
      this.deps.kith.log.warn(
        { err: error },
        'A morning email could not be settled; the next run tries again',
      );
      this.summary.failed = true;
      return 'failed' as const;
    });
    if (settled !== 'nothing') this.summary[countedAs[settled]]++;
    if (settled === 'unreachable') {
      this.summary.unreachable = true;
      this.unreachableInARow++;
    } else if (answered.has(settled)) this.unreachableInARow = 0;
    return settled;
  }
}

/** In another order each time: runs at once get out of each other's way, and no email always comes first. */
function shuffled<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [items[last], items[chosen]] = [items[chosen]!, items[last]!];
  }
  return items;
}
