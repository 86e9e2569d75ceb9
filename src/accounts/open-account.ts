import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import type { NewKithEvent } from '../domain/events';
import { readEmailAddress } from '../domain/values/email-address';
import { append, type Metadata } from '../event-store/append';
import type { EventTypes } from '../event-store/event-types';
import type { Identity } from './identity';

export type Opening = {
  email: string;
  passwordHash: string;
  /** IANA. */
  timeZone: string;
  /** BCP 47. */
  locale: string;
  /** When it happened, for events that are recorded afterward. */
  at?: Date;
  metadata?: Metadata;
};

/**
 * Opens an account in one transaction: its stream, its entity, its credentials, and its first event. Returns 'taken' if
 * the email already has an account; of two concurrent calls, one gets this answer. Returns 'refused' if `permit`, which
 * runs inside the transaction, returns nothing. Both write nothing.
 */
export async function openAccount(
  { pool, eventTypes }: { pool: Pool; eventTypes: EventTypes },
  opening: Opening,
  permit: (client: ClientBase) => Promise<unknown> = async () => true,
): Promise<Identity | 'taken' | 'refused'> {
  try {
    return await inTransaction(pool, async (client) => {
      if (!(await permit(client))) throw new NotOpened('refused');
      const identity = await insertAccount(client, opening);
      // Appends in this transaction, so that nothing can see the account without its first event.
      const { metadata, at } = opening;
      const events = [accountOpened(opening)];
      await append({ pool, eventTypes }, { ...identity, head: 0, events, metadata, at }, client);
      return identity;
    });
  } catch (error) {
    if (error instanceof NotOpened) return error.reason;
    throw error;
  }
}

class NotOpened extends Error {
  constructor(readonly reason: 'taken' | 'refused') {
    super(reason);
  }
}

async function insertAccount(client: ClientBase, { email, passwordHash, at }: Opening): Promise<Identity> {
  const address = readEmailAddress(email);
  if (!address) throw new Error('an account needs an email address');
  const stream = await client.query<{ account_id: number }>(
    'insert into streams (last_at) values (coalesce($1, clock_timestamp())) returning account_id',
    [at],
  );
  const accountId = stream.rows[0]!.account_id;
  const credentials = await client.query(
    `insert into credentials (account_id, email, email_key, password_hash) values ($1, $2, $3, $4)
     on conflict (email_key) do nothing`,
    [accountId, address.email, address.key, passwordHash],
  );
  if (credentials.rowCount === 0) throw new NotOpened('taken');
  const entity = await client.query<{ id: number }>(
    `insert into entities (kind, account_id) values ('account', $1) returning id`,
    [accountId],
  );
  return { accountId, entityId: entity.rows[0]!.id };
}

function accountOpened({ timeZone, locale }: Opening): NewKithEvent<'account-opened'> {
  const payload = { time_zone: timeZone, locale, morning_hour: 7, morning_email: true };
  return { type: 'account-opened', subject: null, payload };
}
