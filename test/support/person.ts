import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { localDate } from '../../src/base/time';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, type Done, execute } from '../../src/engine/deciding/execute';
import { Refusal } from '../../src/engine/deciding/refusal';
import type { Engine } from '../../src/engine/projecting/engine';
import { type Act, acts, filledIn, type KnownEvent } from './forms';

/** Submits forms against the real database. Knows only the events in the stream that it caused itself. */
export type Person = {
  /** Resolves to the result, or null if the command was refused. `twice`: a double click. */
  does(act: Act, options?: { twice?: boolean }): Promise<Done | null>;
};

export function person(kith: Engine, actor: Actor): Person {
  const events: KnownEvent[] = [];
  let head = 0;
  const learn = async (upTo?: number) => {
    events.push(...(await appended(kith, actor.accountId, head, upTo)));
    head = events.at(-1)!.position;
  };
  return {
    async does(act, { twice = false } = {}) {
      if (head === 0) await learn();
      const today = localDate(kith.clock(), 'Europe/Berlin');
      const [command, input] = filledIn(act, { head, today, events });
      try {
        const done = await (twice ? submittedTwice : execute)(kith, actor, command, input);
        if (done.events > 0) await learn(done.position);
        return done;
      } catch (error) {
        if (error instanceof Refusal && error.kind !== 'unavailable') return null;
        throw error;
      }
    },
  };
}

/** Submits random forms, the same ones for the same seed. */
export function busyPerson(
  kith: Engine,
  actor: Actor,
  seed: number,
  options: Parameters<typeof acts>[0] = {},
): { act(): Promise<Done | null> } {
  const submitter = person(kith, actor);
  const clicks = fc.record({ act: acts(options), twice: fc.nat({ max: 9 }) });
  let waiting: { act: Act; twice: number }[] = [];
  let turn = 0;
  return {
    act() {
      if (waiting.length === 0) waiting = fc.sample(clicks, { numRuns: 100, seed: seed + turn++ });
      const { act, twice } = waiting.pop()!;
      return submitter.does(act, { twice: twice === 0 });
    },
  };
}

async function appended({ pool }: Engine, accountId: number, after: number, upTo?: number) {
  const { rows } = await pool.query<KnownEvent>(
    `select t.name as type, e.position, e.subject, coalesce((e.metadata ->> 'first')::bigint, e.position) as first
      from events e join event_types t on t.id = e.event_type_id
      where e.account_id = $1 and e.position > $2 and e.position <= $3 order by e.position`,
    [accountId, after, upTo ?? Number.MAX_SAFE_INTEGER],
  );
  return rows;
}

/** Submits twice at once. Throws if both submissions appended events. */
async function submittedTwice(kith: Engine, actor: Actor, command: AnyCommand, input: object): Promise<Done> {
  const options = { token: randomUUID() };
  const submit = () => execute(kith, actor, command, input, options);
  const [first, second] = await Promise.all([submit(), submit()]);
  if (first.events > 0 && second.events > 0) throw new Error(`${command.name} was done twice`);
  return first.events > 0 ? first : second;
}
