import type { Queryable } from '../database/queryable';
import type { StoredEvent } from './define-event';
import { decodeKnown, type EventRow, type EventSource } from './read';

/** Which events of a stream to read: those of these subjects, and of other subjects found by name. */
export type About = {
  subjects?: readonly number[];
  /** Name keys: includes every subject that ever had one of them (as `name_key` in one of its payloads). */
  names?: readonly string[];
  /** Includes every subject that ever had a name that one of `subjects` ever had. */
  namesakes?: boolean;
  /** Includes the events about the account as a whole. */
  account?: boolean;
};

/** An event with the entity that triggered it, and the position of the first event that the same command yielded. */
export type LoggedEvent = StoredEvent & { entityId: number; first: number };

export type ReadAbout = {
  /** The stream's head; 0 if there is no such stream. */
  head: number;
  /** Changes when an erasure in the stream begins, and again when it has masked its events and deleted their rows. */
  erasureCount: number;
  /** In order. */
  events: LoggedEvent[];
  /** One of the events is of a newer release; `events` ends before it. */
  unknownAhead: boolean;
};

type Row = EventRow & { head: number; erasure_count: number; entity_id: number; first: number };

/**
 * Reads these events after one position, up to and including another, together with the stream's head: one statement,
 * one snapshot.
 */
export async function readAbout(
  source: EventSource,
  db: Queryable,
  accountId: number,
  about: About,
  { after = 0, upTo = Number.MAX_SAFE_INTEGER }: { after?: number; upTo?: number } = {},
): Promise<ReadAbout> {
  const { subjects = [], names = [] } = about;
  const storable = names.filter((name) => !name.includes('\0'));
  const { rows } = await db.query<Row>({
    ...statementFor(about),
    values: [accountId, after, upTo, subjects, storable],
  });
  const [first] = rows;
  if (!first) return { head: 0, erasureCount: 0, events: [], unknownAhead: false };
  const found = first.position === null ? [] : rows;
  const { events, unknownAhead } = await decodeKnown(source, db, found);
  const logged = events.map((event, index) =>
    Object.assign(event, { entityId: found[index]!.entity_id, first: found[index]!.first }),
  );
  return { head: first.head, erasureCount: first.erasure_count, events: logged, unknownAhead };
}

/** Returns one prepared statement per combination of criteria, which looks up nothing else. */
function statementFor({ names, namesakes = false, account = false }: About) {
  const byName = namesakes || names !== undefined;
  const key = `${byName}, ${namesakes}, ${account}`;
  const known = statements.get(key) ?? {
    name: `read-about ${statements.size + 1}`,
    text: `
      with wanted as (${byName ? subjectsByName(namesakes) : 'select unnest($4::bigint[]) as subject, $5::text[]'})
      select s.head, ${erasureCount} as erasure_count, e.*
      from streams s left join (
        select e.* from wanted w cross join lateral (
          select ${columns} from events where account_id = $1 and subject = w.subject and position > $2 and position <= $3
          offset 0
        ) e
        ${account ? `union all select ${columns} from events where account_id = $1 and subject is null and position > $2 and position <= $3` : ''}
      ) e on true
      where s.account_id = $1 order by e.position`,
  };
  statements.set(key, known);
  return known;
}

const statements = new Map<string, { name: string; text: string }>();

const columns = `position, id, subject, event_type_id, payload, created_at, masked, account_id, entity_id,
  coalesce((metadata ->> 'first')::bigint, position) as first`;

// The ledger counts the erasures that have begun; the cursors count those that are finished.
const erasureCount = `(
  select count(*) + case when count(*) > 0
    then (select coalesce(sum(c.erasures), 0) from projection_cursors c where c.account_id = $1) else 0 end
  from erasures where account_id = $1
)::integer`;

// The index on name keys has only events whose payload has one; "offset 0" makes the planner look keys up one by one.
function subjectsByName(namesakes: boolean): string {
  const theirs = `
    union select e.payload ->> 'name_key' from unnest($4::bigint[]) w (subject) cross join lateral (
      select payload from events where account_id = $1 and subject = w.subject and payload ? 'name_key' offset 0
    ) e`;
  return `
    select unnest($4::bigint[]) as subject
    union select e.subject from (select unnest($5::text[]) as key ${namesakes ? theirs : ''}) named cross join lateral (
      select subject from events
      where account_id = $1 and payload ->> 'name_key' = named.key and payload ? 'name_key' and subject is not null
      offset 0
    ) e`;
}
