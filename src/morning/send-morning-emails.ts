import { systemEntityId } from '../domain/system-entities';
import { dropStaleClaims, leftoverClaims } from './claims';
import { findDueAccounts } from './find-due';
import { inLanes } from './in-lanes';
import { parkedStreams } from './parked-streams';
import type { Recorder } from './record-outcome';
import { type MorningEmailDeps, type Settled, settleLeftover, settleMorning } from './settle-morning';

export type MorningEmailOptions = {
  /** The job's id, stored in the events' metadata. */
  job: string;
  /** Also records emails missed on earlier days. Today's emails are found in any case. */
  everything?: boolean;
  /** Seconds after which a claim without an outcome is considered stale. */
  lease?: number;
  /** Once aborted, no further emails are started. */
  signal?: AbortSignal;
};

/**
 * Counts of emails. An account's missed emails of one day count as one. `waiting`: due, but left for the next run.
 * `parked`: the number of streams whose emails may be missed because a projection is parked.
 */
export type MorningEmailSummary = {
  sent: number;
  missed: number;
  uncertain: number;
  waiting: number;
  parked: number;
  /** The mail server could not be reached for at least one email. */
  unreachable: boolean;
  /** At least one email is waiting because of an error in Kith or the database. The log has the error. */
  failed: boolean;
};

/** As many as the mailer has connections. Each needs a database connection only briefly. */
const lanes = 5;
/** The mail server counts as down after this many failures in a row. A single one may be caused by that email. */
const failuresWhenDown = 5;

/**
 * Runs the morning email once: sends or records everything due now, according to the heads of the accounts' streams.
 * Any number of runs may overlap. Throws database errors that occur while it searches for due emails.
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
  for await (const page of findDueAccounts(pool, { now: clock(), everything })) await run.settle(page);
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
/** Outcomes that prove that the mail server was up. */
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

  /** Settles several accounts at once, each account once per run. */
  async settle(page: number[]): Promise<void> {
    const accounts = [...new Set(page)].filter((accountId) => !this.seen.has(accountId));
    for (const accountId of accounts) this.seen.add(accountId);
    await inLanes(shuffled(accounts), lanes, async (accountId) => {
      while ((await this.count(() => this.settleNext(accountId))) === 'missed');
    });
  }

  /** Missed emails are recorded even if the mail server is down. */
  private async settleNext(accountId: number): Promise<Settled> {
    if (this.signal?.aborted) return 'waiting';
    const maySend = () => this.unreachableInARow < failuresWhenDown;
    return settleMorning(this.deps, this.recorder, accountId, { everything: this.everything, maySend });
  }

  /** Logs a failure and leaves the email for the next run, so that the other emails are still sent. */
  async count(attempt: () => Promise<Settled>): Promise<Settled | 'failed'> {
    const settled = await attempt().catch((error: unknown) => {
      this.deps.kith.log.warn(
        { err: error },
        'Could not send or record a morning email; the next run will retry',
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

/** Shuffles in place, so that overlapping runs rarely collide and no email always goes first. */
function shuffled<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [items[last], items[chosen]] = [items[chosen]!, items[last]!];
  }
  return items;
}
