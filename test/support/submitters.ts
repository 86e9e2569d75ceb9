import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { type Actor, type Deciding, execute } from '../../src/engine/deciding/execute';
import { Refusal } from '../../src/engine/deciding/refusal';

/** A form that is sent until it is answered. Its token is also the interaction's description. */
export type Submission = { token: string; actor: Actor; contact: number };

/** Returns a new submission about one of these contacts. */
export function newSubmission(abouts: readonly Omit<Submission, 'token'>[], chosen: number): Submission {
  return { ...abouts[chosen % abouts.length]!, token: randomUUID() };
}

/** Submits it once. Resolves to whether it was appended now or before. */
export async function submit(
  kith: Deciding,
  { token, actor, contact }: Submission,
): Promise<'saved' | 'saved before'> {
  const input = { contact, description: token, interacted_on: '2026-11-19' };
  const { events } = await execute(kith, actor, recordInteraction, input, { token });
  return events > 0 ? 'saved' : 'saved before';
}

export type Writing = {
  /** How often a submission failed and was sent again. */
  troubles: number;
  /** Waits for submissions in progress. Resolves to all submissions, which have all been answered. */
  stop(): Promise<Submission[]>;
};

/** Writes continuously as several people, and repeats submissions that were not answered, as browsers do. */
export function keepWriting(
  kith: Deciding,
  abouts: readonly Omit<Submission, 'token'>[],
  people: number,
): Writing {
  const sent: Submission[] = [];
  let over = false;
  const insist = async (submission: Submission) => {
    for (;;) {
      try {
        return await submit(kith, submission);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        writing.troubles++;
        await pause(20);
      }
    }
  };
  const write = async (number: number) => {
    for (let turn = number; !over; turn += people) {
      const submission = newSubmission(abouts, turn);
      sent.push(submission);
      await insist(submission);
    }
  };
  const all = Promise.all(Array.from({ length: people }, (_, number) => write(number)));
  const writing: Writing = {
    troubles: 0,
    async stop() {
      over = true;
      await all;
      return sent;
    },
  };
  return writing;
}

/** Expects each submission in the log exactly once. */
export async function expectOnce(pool: Deciding['pool'], submissions: readonly Submission[]): Promise<void> {
  const { rows } = await pool.query<{ token: string; times: number }>(
    `select token, count(e.position)::integer as times from unnest($1::text[]) token
      left join events e on e.payload ->> 'description' = token group by token having count(e.position) <> 1`,
    [submissions.map(({ token }) => token)],
  );
  expect(rows).toEqual([]);
}
