import { defineProjection } from '../../engine/projecting/define-projection';
import { defineTable, type Touch } from '../../engine/projecting/define-table';
import type { PageReader } from '../../engine/projecting/page';
import type { StoredEvent } from '../../event-store/define-event';
import type { EventByType } from '../events';
import { dropSubject } from './drop-subject';

/** Keyed by position, because a contact can have several interactions on one day. */
export type InteractionRow = {
  interaction: number;
  contact: number;
  interacted_on: string;
  description: string;
  last_updated_at: Date;
};

export const interactions = defineProjection<EventByType>()({
  name: 'interactions',
  version: 1,
  tables: {
    interactions: defineTable<InteractionRow>({
      name: 'projected_interactions',
      columns: {
        interaction: 'bigint',
        contact: 'bigint',
        interacted_on: 'date',
        description: 'text',
        last_updated_at: 'timestamptz',
      },
      key: ['interaction'],
      subject: 'contact',
      touches: interactionTouched,
    }),
  },
  handlers: {
    'interaction-recorded': ({ interactions }, { position, subject, payload, createdAt }) =>
      interactions.put({ interaction: position, contact: subject!, ...payload, last_updated_at: createdAt }),
    'interaction-corrected': ({ interactions }, { payload, createdAt }) => {
      const { interaction, interacted_on, description } = payload;
      const row = interactions.get(interaction);
      if (row) interactions.put({ ...row, interacted_on, description, last_updated_at: createdAt });
    },
    'interaction-removed': ({ interactions }, { payload }) => {
      const row = interactions.get(payload.interaction);
      if (row) interactions.remove(row);
    },
    'contact-forgotten': dropSubject,
  },
});

function interactionTouched(event: StoredEvent): Touch | 'subject' | null {
  if (event.type === 'contact-forgotten') return 'subject';
  const { interaction } = event.payload as { interaction?: number };
  return interaction === undefined ? null : { column: 'interaction', value: interaction };
}

/** Returns the contact's interactions, newest first. */
export async function listInteractions(
  db: PageReader,
  accountId: number,
  contact: number,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<InteractionRow[]> {
  const { rows } = await db.query<InteractionRow>(
    `select * from projected_interactions where account_id = $1 and contact = $2
      order by interacted_on desc, interaction desc limit $3 offset $4`,
    [accountId, contact, limit, offset],
  );
  return rows;
}

/** Returns one of the contact's interactions. Undefined if it was removed or is with another contact. */
export async function findInteraction(
  db: PageReader,
  accountId: number,
  contact: number,
  interaction: number,
): Promise<InteractionRow | undefined> {
  const { rows } = await db.query<InteractionRow>(
    'select * from projected_interactions where account_id = $1 and interaction = $3 and contact = $2',
    [accountId, contact, interaction],
  );
  return rows[0];
}

/** Returns the number of the contact's interactions on each date from `from` to `to`, without dates that have none. */
export async function countByDay(
  db: PageReader,
  accountId: number,
  contact: number,
  from: string,
  to: string,
): Promise<{ interacted_on: string; count: number }[]> {
  const { rows } = await db.query<{ interacted_on: string; count: number }>(
    `select interacted_on, count(*) as count from projected_interactions
      where account_id = $1 and contact = $2 and interacted_on between $3 and $4 group by interacted_on`,
    [accountId, contact, from, to],
  );
  return rows;
}
