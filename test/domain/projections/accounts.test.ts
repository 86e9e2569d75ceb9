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

test('an opened account has its settings', () => given(accountOpened()).then({ accounts: [opened] }));

test('settings change by themselves, the others stay', () =>
  given(
    accountOpened(),
    accountSettingsChanged({ morning_hour: 0 }),
    accountSettingsChanged({ morning_email: false, locale: 'de' }),
  ).then({
    accounts: [
      { ...opened, morning_hour: 0, morning_email: false, locale: 'de', last_updated_at: moment(3) },
    ],
  }));

test('what signing up does not ask for can be changed as well', () =>
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

test('what happens to contacts is no matter', () =>
  given(accountOpened(), contactCreated('Bob')).then({ accounts: [opened], contacts: [{ name: 'Bob' }] }));

test('settings without an account are nobody’s', () =>
  given(accountSettingsChanged({ morning_hour: 0 })).then({ accounts: [] }));
