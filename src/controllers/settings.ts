import { Router } from 'express';
import { changeSettings } from '../commands/change-settings';
import type { Engine } from '../projecting/engine';
import { knownZone, sayTime } from '../time';
import { form, type Input, pick } from './form';
import { localeChoices } from './locale-choices';
import { type Page, page } from './page';

const edit: Page = {
  projections: [],
  waitsFor: 'the account',
  async show({ account }) {
    const { time_zone, locale, morning_hour, morning_email } = account;
    return {
      view: 'settings/edit',
      values: {
        time_zone: knownZone(time_zone),
        locale,
        morning_hour: String(morning_hour),
        morning_email: morning_email ? 'on' : 'off',
      },
      locales: localeChoices(locale),
      hours: Array.from({ length: 24 }, (_, hour) => [
        hour,
        sayTime(`${String(hour).padStart(2, '0')}:00`, locale),
      ]),
    };
  },
};

/** The account's settings. */
export function settingsController(engine: Engine): Router {
  const router = Router();
  router.get('/settings', page(engine, edit));
  router.post(
    '/settings',
    form(engine, {
      done: 'settings-saved',
      command: {
        ...changeSettings,
        // A browser sends "on" for a ticked box. No hour at all must not count as 0.
        decide: (facts, input: Input) =>
          changeSettings.decide(facts, {
            ...input,
            morning_hour: input.morning_hour || 'none',
            morning_email: input.morning_email === 'on',
          }),
      },
      page: edit,
      input: pick('seen', 'time_zone', 'locale', 'morning_hour', 'morning_email'),
      to: () => '/settings',
    }),
  );
  return router;
}
