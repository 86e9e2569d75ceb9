import { Router } from 'express';
import { knownZone } from '../../base/time-zones';
import { cancelMeeting, planMeeting } from '../../domain/commands/plan-meeting';
import { contacts } from '../../domain/projections/contacts';
import type { Engine } from '../../engine/projecting/engine';
import { aboutContact, pathOf } from './contact-of';
import type { Page } from './define-page';
import { form, pick } from './form';
import { pastMeetings, upcomingMeetings } from './meetings-list';
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
      zoneWords: zoneInWords(knownZone(account.time_zone)),
      values: {
        meeting_on: next?.meeting_on ?? '',
        meeting_time: next?.meeting_time ?? '',
        notes: next?.notes ?? '',
      },
      hidden: { contact: contact.contact },
    };
  }),
};

/** "New York time" for America/New_York. */
function zoneInWords(zone: string): string {
  const place = zone.split('/').at(-1)!.replaceAll('_', ' ');
  return zone.includes('/') ? `${place} time` : place;
}

/** Listing all meetings; planning, moving, and canceling the next meeting, and its notes. */
export function meetingsController(engine: Engine): Router {
  const router = Router();
  router.get('/meetings', page(engine, upcomingMeetings));
  router.get('/meetings/past', page(engine, pastMeetings));
  router.get('/contacts/:name/meeting/edit', page(engine, edit));
  router.post(
    '/contacts/:name/meeting',
    form(engine, {
      command: planMeeting,
      done: 'meeting-saved',
      page: edit,
      input: pick('contact', 'seen', 'meeting_on?', 'meeting_time?', 'notes?'),
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
      ask: 'This changed while you were editing. Here’s the current version. Cancel it anyway?',
      to: ({ req, input }) => pathOf(engine, req, input.contact!),
    }),
  );
  return router;
}
