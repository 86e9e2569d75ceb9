import { given } from '../../support/given';
import { accountOpened, accountSettingsChanged, contactCreated } from '../../support/happened';
import { moment } from '../../support/stream';

const opened = {
  time_zone: 'Europe/Berlin',
  locale: 'en',
  morning_hour: 7,
  morning_email: true,
  stay_in_touch_email: false,
  date_format: 'locale' as const,
  appearance: 'system' as const,
  opened_at: moment(1),
  last_updated_at: moment(1),
};

test('a new account has the settings from sign-up and defaults for the others', () =>
  given(accountOpened()).then({ accounts: [opened] }));

test('changing some settings keeps the others', () =>
  given(
    accountOpened(),
    accountSettingsChanged({ morning_hour: 0 }),
    accountSettingsChanged({ morning_email: false, locale: 'de' }),
  ).then({
    accounts: [
      { ...opened, morning_hour: 0, morning_email: false, locale: 'de', last_updated_at: moment(3) },
    ],
  }));

test('settings that sign-up does not ask for can be changed too', () =>
  given(
    accountOpened(),
    accountSettingsChanged({ date_format: 'year-month-day', stay_in_touch_email: true }),
    accountSettingsChanged({ appearance: 'dark' }),
  ).then({
    accounts: [
      {
        ...opened,
        date_format: 'year-month-day',
        stay_in_touch_email: true,
        appearance: 'dark',
        last_updated_at: moment(3),
      },
    ],
  }));

test('events about contacts change nothing', () =>
  given(accountOpened(), contactCreated('Bob')).then({ accounts: [opened], contacts: [{ name: 'Bob' }] }));

test('changed settings without an account are ignored', () =>
  given(accountSettingsChanged({ morning_hour: 0 })).then({ accounts: [] }));
