import { randomUUID } from 'node:crypto';
import { recordInteraction } from '../../src/commands/record-interaction';
import { type Actor, type Deciding, execute } from '../../src/deciding/execute';

/** A form that somebody sends until it is answered, whatever happens meanwhile. Its token is what it notes, too. */
export type Submission = { token: string; actor: Actor; contact: number };

/** Something new to note about one of these. */
export function newSubmission(abouts: readonly Omit<Submission, 'token'>[], chosen: number): Submission {
  return { ...abouts[chosen % abouts.length]!, token: randomUUID() };
}

/** Sends it. Resolves once it is answered, with whether it had been appended before. */
export async function submit(
  kith: Deciding,
  { token, actor, contact }: Submission,
): Promise<'saved' | 'saved before'> {
  const input = { contact, description: token, interacted_on: '2026-11-19' };
  const { events } = await execute(kith, actor, recordInteraction, input, { token });
  return events > 0 ? 'saved' : 'saved before';
}

/** Expects each of them in the log, and once. */
export async function expectOnce(pool: Deciding['pool'], submissions: readonly Submission[]): Promise<void> {
  const { rows } = await pool.query<{ token: string; times: number }>(
    `select token, count(e.position)::integer as times from unnest($1::text[]) token
      left join events e on e.payload ->> 'description' = token group by token having count(e.position) <> 1`,
    [submissions.map(({ token }) => token)],
  );
  expect(rows).toEqual([]);
}
