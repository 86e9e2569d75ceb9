import { type Appearance, type DateFormat, usualSettings } from '../../base/settings';
import { defineProjection } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import type { PageReader } from '../../engine/projecting/page';
import type { EventByType } from '../events';

/** An account's settings, for pages and the morning email. */
export type AccountRow = {
  /** The IANA time zone of the account's dates and mornings. */
  time_zone: string;
  /** The language, as a BCP 47 tag: how names are sorted and dates are written. */
  locale: string;
  /** The hour at which the account's morning begins, 0 to 23. */
  morning_hour: number;
  /** Whether the account wants morning emails about meetings. */
  morning_email: boolean;
  /** Whether morning emails also list people to stay in touch with. */
  stay_in_touch_email: boolean;
  /** The order of a date's parts: `locale`, `day-month-year`, `month-day-year`, or `year-month-day`. */
  date_format: DateFormat;
  /** Whether pages are light or dark: `system`, `light`, or `dark`. */
  appearance: Appearance;
  /** When the account was opened. */
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
