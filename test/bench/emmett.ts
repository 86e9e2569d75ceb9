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
 * Emmett's event store as its documentation sets it up, without projections, on a pool as large as Kith's. Its schema is
 * made beforehand, and each append names the version it expects, as its command handler does.
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
  /** Gives each lane so many contacts, with ten events each. */
  fill(contacts: number): Promise<void>;
  /** One command on one of the lane's contacts, or a new contact. */
  act(lane: number): Promise<void>;
  /** Throws unless the documents hold every event. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** A contact, both as the state that is decided on and as the document that is projected. */
type Contact = { name?: string; last_interacted_on?: string; changes?: number };

const eventsEach = 10;

/**
 * Emmett doing what a command does in Kith: its command handler reads a contact's stream, folds it, decides that the
 * contact exists (or does not yet), and appends; one inline projection keeps a document for each contact.
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
    // Pongo's types leave it out. Without it, each command would send a CREATE TABLE IF NOT EXISTS.
    collectionOptions: { schema: { autoMigration: 'None' } },
  });
  const store = await openStore(url, pool, projections.inline([projection]));
  // The projection does not make its table in the store's migration.
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
      throw new Error(exists ? 'it exists already' : 'it is unknown');
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
