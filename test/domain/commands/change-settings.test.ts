import { changeSettings } from '../../../src/domain/commands/change-settings';
import { conflict, given, invalid, notFound } from '../../support/given';
import { accountOpened, accountSettingsChanged, contactCreated } from '../../support/happened';

const before = [accountOpened(), contactCreated('Bob')];
const shown = { time_zone: 'Europe/Berlin', locale: 'en', morning_hour: '7', morning_email: true };
const change = (changes: object) =>
  given(...before)
    .when(changeSettings, { ...shown, ...changes })
    .seen(2);

test('an unchanged form yields nothing', () => change({}).then([]));

test('only changed settings are in the event', () => {
  change({ time_zone: 'America/New_York' }).then([accountSettingsChanged({ time_zone: 'America/New_York' })]);
  change({ morning_hour: '0' }).then([accountSettingsChanged({ morning_hour: 0 })]);
  change({ morning_hour: 23, locale: 'de-AT', morning_email: false }).then([
    accountSettingsChanged({ locale: 'de-AT', morning_hour: 23, morning_email: false }),
  ]);
  given(...before)
    .when(changeSettings, { morning_email: false })
    .then([accountSettingsChanged({ morning_email: false })]);
});

test.each(['Mars/Olympus', '', '+02:00', 'Europe/Berlin\0', 'x'.repeat(60), '\ud800'])(
  '%j is not a time zone',
  (time_zone) =>
    change({ time_zone }).then(
      invalid({ time_zone: 'That isn’t a valid time zone. Choose one from the list.' }),
    ),
);

test.each(['xx-yy-zz', '', 'e', 'en\0', 'qqq'])('%j is not a language', (locale) =>
  change({ locale }).then(invalid({ locale: 'That isn’t a valid language. Choose one from the list.' })),
);

test('settings that sign-up does not ask for can be changed', () => {
  change({ date_format: 'locale', appearance: 'system', stay_in_touch_email: false }).then([]);
  change({ date_format: 'month-day-year' }).then([accountSettingsChanged({ date_format: 'month-day-year' })]);
  change({ appearance: 'dark', stay_in_touch_email: true }).then([
    accountSettingsChanged({ stay_in_touch_email: true, appearance: 'dark' }),
  ]);
});

test.each(['', 'Locale', 'dd.mm.yyyy', 'toString'])('%j is not a date format', (date_format) =>
  change({ date_format }).then(invalid({ date_format: 'Choose one of the options.' })),
);

test.each(['', 'black', '__proto__'])('%j is not an appearance', (appearance) =>
  change({ appearance }).then(invalid({ appearance: 'Choose one of the options.' })),
);

test.each(['24', '-1', '7.5', '', ' ', '0x7', '1e1', 'none', 7.5, Number.NaN])(
  '%j is not an hour',
  (morning_hour) => change({ morning_hour }).then(invalid({ morning_hour: 'Choose an hour from 0 to 23.' })),
);

test('all faults are reported at once', () =>
  change({ time_zone: 'x', locale: 'x', morning_hour: 'x' }).then(
    invalid({
      time_zone: 'That isn’t a valid time zone. Choose one from the list.',
      locale: 'That isn’t a valid language. Choose one from the list.',
      morning_hour: 'Choose an hour from 0 to 23.',
    }),
  ));

describe('settings changed after the page was shown', () => {
  const stream = given(...before, accountSettingsChanged({ morning_hour: 8 }));
  const late = (changes: object) => stream.when(changeSettings, { ...shown, ...changes });

  test('a change to another setting keeps both changes', () =>
    late({ locale: 'de' })
      .seen(2)
      .then([accountSettingsChanged({ locale: 'de' })]));
  test('a different change to the same setting is a conflict', () =>
    late({ morning_hour: '9' })
      .seen(2)
      .then(conflict({ morning_hour: { theirs: '8', yours: '9' } })));
  test('the same change yields nothing', () => late({ morning_hour: '8' }).seen(2).then([]));
  test('a change is saved once the person has seen the other one', () =>
    late({ morning_hour: '9' })
      .seen(3)
      .then([accountSettingsChanged({ morning_hour: 9 })]));
});

test('a stream without an account is refused', () =>
  given(contactCreated('Bob')).when(changeSettings, shown).then(notFound));
