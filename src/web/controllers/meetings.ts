import { Router } from 'express';
import { knownZone } from '../../base/time-zones';
import { cancelMeeting, planMeeting } from '../../domain/commands/plan-meeting';
import { contacts } from '../../domain/projections/contacts';
import type { Engine } from '../../engine/projecting/engine';
import { aboutContact, pathOf } from './contact-of';
import type { Page } from './define-page';
import { form, pick } from './form';
import { comingMeetings, pastMeetings } from './meetings-list';
import { nextMeetingOf } from './next-meeting';
import { page } from './page';

const edit: Page = {
  projections: [contacts],
  show: aboutContact(async ({ account, say }, contact) => {
    const next = nextMeetingOf(contact, say.today);
    return {
      view: 'meetings/edit',
      name: contact.name,
      planned: Boolean(next?.meeting_on),
      zoneWords: knownZone(account.time_zone).replaceAll('_', ' '),
      values: {
        meeting_on: next?.meeting_on ?? '',
        meeting_time: next?.meeting_time ?? '',
        notes: next?.notes ?? '',
      },
      hidden: { contact: contact.contact },
    };
  }),
};

/** All meetings; planning, moving and cancelling the next meeting, and its notes. */
export function meetingsController(engine: Engine): Router {
  const router = Router();
  router.get('/meetings', page(engine, comingMeetings));
  router.get('/meetings/past', page(engine, pastMeetings));
  router.get('/contacts/:name/meeting/edit', page(engine, edit));
  router.post(
    '/contacts/:name/meeting',
    form(engine, {
      command: planMeeting,
      done: 'meeting-saved',
      page: edit,
      input: pick('contact', 'seen', 'meeting_on', 'meeting_time', 'notes'),
      to: ({ req, input }) => pathOf(engine, req, input.contact!),
    }),
  );
  router.post(
    '/contacts/:name/meeting/cancellation',
    form(engine, {
      command: cancelMeeting,
      done: 'meeting-cancelled',
      page: edit,
      input: pick('contact', 'seen'),
      ask: 'This meeting was changed meanwhile. Here is how it stands now; cancel it all the same?',
      to: ({ req, input }) => pathOf(engine, req, input.contact!),
    }),
  );
  return router;
}
