import { given } from '../support/given';
import { accountOpened, accountSettingsChanged, contactCreated } from '../support/happened';
import { moment } from '../support/stream';

const opened = {
  time_zone: 'Europe/Berlin',
  locale: 'en',
  morning_hour: 7,
  morning_email: true,
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

test('what happens to contacts is no matter', () =>
  given(accountOpened(), contactCreated('Bob')).then({ accounts: [opened], contacts: [{ name: 'Bob' }] }));

test('settings without an account are nobody’s', () =>
  given(accountSettingsChanged({ morning_hour: 0 })).then({ accounts: [] }));
