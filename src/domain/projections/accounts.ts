import { type Appearance, type DateFormat, usualSettings } from '../../base/settings';
import { defineProjection } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import type { PageReader } from '../../engine/projecting/page';
import type { EventByType } from '../events';

/** An account's settings, for pages and the morning email. */
export type AccountRow = {
  time_zone: string;
  locale: string;
  morning_hour: number;
  morning_email: boolean;
  stay_in_touch_email: boolean;
  date_format: DateFormat;
  appearance: Appearance;
  opened_at: Date;
  last_updated_at: Date;
};

export const accounts = defineProjection<EventByType>()({
  name: 'accounts',
  version: 2,
  tables: {
    accounts: defineTable<AccountRow>({
      name: 'projected_accounts',
      columns: {
        time_zone: 'text',
        locale: 'text',
        morning_hour: 'integer',
        morning_email: 'boolean',
        stay_in_touch_email: 'boolean',
        date_format: 'text',
        appearance: 'text',
        opened_at: 'timestamptz',
        last_updated_at: 'timestamptz',
      },
      key: [],
    }),
  },
  handlers: {
    'account-opened': (tables, { payload, createdAt }) =>
      tables.accounts.put({ ...usualSettings, ...payload, opened_at: createdAt, last_updated_at: createdAt }),
    'account-settings-changed': (tables, { payload, createdAt }) => {
      const account = tables.accounts.get();
      if (account) tables.accounts.put({ ...account, ...payload, last_updated_at: createdAt });
    },
  },
});

/** Returns the account's settings, or undefined if its stream has no account-opened event. */
export async function findAccount(db: PageReader, accountId: number): Promise<AccountRow | undefined> {
  const { rows } = await db.query<AccountRow>('select * from projected_accounts where account_id = $1', [
    accountId,
  ]);
  return rows[0];
}
