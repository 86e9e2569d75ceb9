import { Router } from 'express';
import { signedInBrowsers } from '../../accounts/browsers';
import { sayTime, shortDate } from '../../base/date-words';
import { appearanceInWords, appearances, dateFormatInWords, dateFormats } from '../../base/settings';
import { knownZone } from '../../base/time-zones';
import { changeSettings } from '../../domain/commands/change-settings';
import type { AccountRow } from '../../domain/projections/accounts';
import type { Engine } from '../../engine/projecting/engine';
import type { Choices } from './conflict';
import type { Page } from './define-page';
import { form, pick } from './form';
import type { Input } from './input';
import { localeChoices } from './locale-choices';
import { page } from './page';
import { timeZoneChoices } from './time-zone-choices';

/** GET and POST /settings: the account's email and preferences, and where it is signed in. */
export function settingsController(engine: Engine): Router {
  const edit = settingsPage(engine);
  const router = Router();
  router.get('/settings', page(engine, edit));
  router.post(
    '/settings',
    form(engine, {
      done: 'settings-saved',
      command: changeSettings,
      page: edit,
      input: pick('seen', ...fields.map((name) => `${name}?`)),
      // A browser sends "on" for a checked box. An empty hour must not be read as 0.
      given: (input) => ({
        ...input,
        morning_hour: input.morning_hour === '' ? 'none' : input.morning_hour,
        morning_email: isOn(input.morning_email),
        stay_in_touch_email: isOn(input.stay_in_touch_email),
      }),
      to: () => '/settings',
    }),
  );
  return router;
}

/** Undefined if the form doesn't have the box. */
function isOn(box: string | undefined): boolean | undefined {
  return box === undefined ? undefined : box === 'on';
}

const fields = [
  'time_zone',
  'locale',
  'date_format',
  'morning_hour',
  'morning_email',
  'stay_in_touch_email',
  'appearance',
];

function settingsPage(engine: Engine): Page {
  return {
    projections: [],
    waitsFor: 'the account',
    async show({ account, accountId, log, sid, say }) {
      const credentials = await log.query('select email from credentials where account_id = $1', [accountId]);
      return {
        view: 'settings/edit',
        email: credentials.rows[0]?.email,
        browsers: await signedInBrowsers(log, accountId, sid, engine.clock()),
        values: valuesOf(account),
        choices: choicesOf(account, say.today),
        appearances: appearanceOptions,
      };
    },
  };
}

function valuesOf(account: AccountRow): Input {
  const { time_zone, locale, date_format, morning_hour, appearance } = account;
  return {
    time_zone: knownZone(time_zone),
    locale,
    date_format,
    morning_hour: String(morning_hour),
    morning_email: account.morning_email ? 'on' : 'off',
    stay_in_touch_email: account.stay_in_touch_email ? 'on' : 'off',
    appearance,
  };
}

/** The first option has the field's own id, so that an error message can link to it. */
const appearanceOptions = appearances.map((value, index) => ({
  id: index === 0 ? 'appearance' : `appearance-${value}`,
  value,
  words: appearanceInWords(value),
}));

/** The options of the choice fields. Date formats show today's date as an example. */
function choicesOf({ locale, time_zone }: AccountRow, today: string): Choices {
  const onOff: Choices[string] = [
    ['on', 'On'],
    ['off', 'Off'],
  ];
  return {
    time_zone: timeZoneChoices(knownZone(time_zone)),
    locale: localeChoices(locale),
    date_format: dateFormats.map((date_format) => [
      date_format,
      `${dateFormatInWords(date_format)}: ${shortDate(today, { locale, date_format })}`,
    ]),
    morning_email: onOff,
    stay_in_touch_email: onOff,
    morning_hour: Array.from({ length: 24 }, (_, hour) => [
      hour,
      sayTime(`${String(hour).padStart(2, '0')}:00`, locale),
    ]),
    appearance: appearances.map((one) => [one, appearanceInWords(one)]),
  };
}
