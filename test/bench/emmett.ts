import type { Pool } from 'pg';
import { requirePeer } from './peers';
import { createRandom } from './random';

export type SampledEvent = { type: string; payload: unknown };

export type Emmett = {
  append(stream: string, event: SampledEvent): Promise<void>;
  close(): Promise<void>;
};

type Message = { type: string; data: unknown };
type Store = {
  schema: { migrate(): Promise<void> };
  appendToStream(
    stream: string,
    events: Message[],
    options?: { expectedStreamVersion?: bigint },
  ): Promise<{ nextExpectedStreamVersion: bigint }>;
  close(): Promise<void>;
};

/**
 * Opens Emmett's event store as in its documentation, without projections, on a pool of the same size as Kith's. The
 * schema is created first, and each append names the expected version, as Emmett's command handler does.
 */
export async function openEmmett(url: string, pool: Pool): Promise<Emmett> {
  const store = await openStore(url, pool, []);
  const versions = new Map<string, bigint>();
  return {
    async append(stream, { type, payload }) {
      const expectedStreamVersion = versions.get(stream);
      const options = expectedStreamVersion === undefined ? {} : { expectedStreamVersion };
      const { nextExpectedStreamVersion } = await store.appendToStream(
        stream,
        [{ type, data: payload }],
        options,
      );
      versions.set(stream, nextExpectedStreamVersion);
    },
    close: () => store.close(),
  };
}

export type EmmettContacts = {
  /** Creates `contacts` contacts for each lane, with ten events each. */
  fill(contacts: number): Promise<void>;
  /** Executes one command: on one of the lane's contacts, or to create a new one. */
  act(lane: number): Promise<void>;
  /** Throws unless the documents reflect every event. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** A contact: both the state for decisions and the projected document. */
type Contact = { name?: string; last_interacted_on?: string; changes?: number };

const eventsEach = 10;

/**
 * Opens Emmett to do what a command does in Kith: the command handler reads a contact's stream, folds it, checks that
 * the contact exists (or doesn't yet), and appends; one inline projection maintains a document for each contact.
 */
export async function openEmmettContacts(
  { url, pool }: { url: string; pool: Pool },
  { events, lanes, seed }: { events: readonly SampledEvent[]; lanes: number; seed: number },
): Promise<EmmettContacts> {
  const { CommandHandler, projections } = requirePeer('emmett');
  const { pongoSingleStreamProjection } = requirePeer('emmett-postgresql');
  const projection = pongoSingleStreamProjection({
    collectionName: 'contacts',
    canHandle: [...new Set(events.map(({ type }) => type))],
    initialState: () => ({}),
    evolve,
    // Missing in Pongo's types. Without it, each command would send a CREATE TABLE IF NOT EXISTS.
    collectionOptions: { schema: { autoMigration: 'None' } },
  });
  const store = await openStore(url, pool, projections.inline([projection]));
  // The store's migration doesn't create the projection's table.
  const pongo = requirePeer('pongo').pongoClient(url, { connectionOptions: { pool } });
  await pongo.db().collection('contacts').createCollection();
  const handle = CommandHandler({ evolve, initialState: () => ({}) });
  const random = createRandom(seed);
  const created = events.filter(({ type }) => type === 'contact-created');
  const others = events.filter(({ type }) => type !== 'contact-created');
  const contacts: string[][] = Array.from({ length: lanes }, () => []);
  const create = async (lane: number, more: readonly SampledEvent[]) => {
    const contact = `contact-${lane}-${contacts[lane]!.length}`;
    await handle(store, contact, [random.pick(created), ...more].map(decide));
    contacts[lane]!.push(contact);
  };
  return {
    async fill(count) {
      const lane = async (_: unknown, index: number) => {
        for (let nth = 0; nth < count; nth++)
          await create(
            index,
            Array.from({ length: eventsEach - 1 }, () => random.pick(others)),
          );
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      await pool.query('vacuum (analyze)');
    },
    async act(lane) {
      const event = random.pick(events);
      if (event.type === 'contact-created') await create(lane, []);
      else await handle(store, random.pick(contacts[lane]!), decide(event));
    },
    async check() {
      const { rows } = await pool.query<{ appended: number; projected: number }>(
        `select (select count(*) from emt_messages) as appended,
          (select sum((data ->> 'changes')::bigint)::bigint from contacts) as projected`,
      );
      const { appended, projected } = rows[0]!;
      if (appended !== projected) throw new Error(`Emmett projected ${projected} of ${appended} events`);
    },
    async close() {
      await pongo.close();
      await store.close();
    },
  };
}

function evolve(contact: Contact, { type, data }: Message): Contact {
  const changes = (contact.changes ?? 0) + 1;
  if (type !== 'interaction-recorded') return { ...contact, ...(data as object), changes };
  const { interacted_on } = data as { interacted_on: string };
  const { last_interacted_on: last = '' } = contact;
  return { ...contact, last_interacted_on: interacted_on > last ? interacted_on : last, changes };
}

function decide({ type, payload }: SampledEvent): (contact: Contact) => Message {
  return (contact) => {
    const exists = contact.name !== undefined;
    if (exists === (type === 'contact-created'))
      throw new Error(exists ? 'the contact already exists' : 'the contact does not exist');
    return { type, data: payload };
  };
}

async function openStore(url: string, pool: Pool, projections: unknown[]): Promise<Store> {
  const { getPostgreSQLEventStore } = requirePeer('emmett-postgresql');
  const store: Store = getPostgreSQLEventStore(url, {
    projections,
    schema: { autoMigration: 'None' },
    connectionOptions: { pool },
  });
  await store.schema.migrate();
  return store;
}
