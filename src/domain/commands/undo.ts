import { defineCommand } from '../../engine/deciding/define-command';
import { Invalid, NotFound } from '../../engine/deciding/refusal';
import type { LoggedEvent } from '../../event-store/read-about';
import type { Events, KithEvent, NewKithEvent } from '../events';
import type { MeetingRow } from '../projections/contact-rows';
import {
  type AboutContact,
  type ContactTables,
  type InteractionTables,
  type MeetingTables,
  otherContactNamed,
  theContact,
  toPosition,
} from './contact';
import { type Inverse, type Inverting, inverseOf } from './inverses';
import { commonTouch } from './touches';

/** `position`: of the first event of the command that is to be taken back. */
export type Undo = AboutContact & { position: number | string };

type Tables = ContactTables & InteractionTables & MeetingTables;

/**
 * Takes back what one command did to a contact, by events that invert all of its events, the last one first. What
 * hangs on a contact and was begun or removed by it comes back under a position of its own. Refused, with the reason,
 * where later events touched the same, or the name is taken.
 */
export const undo = defineCommand<Events, Undo, Tables>()({
  name: 'undo',
  yields: [
    'contact-renamed',
    'contact-description-changed',
    'contact-method-changed',
    'contact-deleted',
    'contact-restored',
    'tag-added',
    'tag-removed',
    'stay-in-touch-chosen',
    'stay-in-touch-ended',
    'interaction-recorded',
    'interaction-corrected',
    'interaction-removed',
    'meeting-planned',
    'meeting-moved',
    'meeting-cancelled',
    'meeting-fulfilled',
    'meeting-notes-written',
  ],
  // What followed from a command is taken back, or comes back, like the rest of it. Nothing else follows: somebody may
  // have planned a meeting since the day of an interaction that comes back.
  followedUp: false,
  // The name that has to be free is known from the contact's own events.
  about: (input) => ({ ...theContact(input), namesakes: true }),
  // Not what the page showed, but what there was before the command.
  seen: ({ position }) => toPosition(position) - 1 || null,
  decide({ contacts, deletedContacts, meetings: meetingsNow, then, events, entityId, head }, input) {
    const subject = toPosition(input.contact);
    const first = toPosition(input.position);
    const story = events.filter((event) => event.subject === subject);
    // Of a command on several contacts, what it did to this one.
    const undone = story.filter((event) => event.first === first) as (KithEvent & LoggedEvent)[];
    if (undone.length === 0) return new NotFound();
    const present = contacts.one(subject) ?? deletedContacts.one(subject);
    // Whoever was forgotten has a story, and nothing of it can be taken back.
    if (!present) return new NotFound();
    const last = undone.at(-1)!.position;
    const touched = commonTouch(undone, story.filter(({ position }) => position > last) as KithEvent[]);
    if (touched) return refused(touched);
    const before = then.contacts.one(subject) ?? then.deletedContacts.one(subject);
    const { interactions, meetings } = then;
    if (undone.some((event) => event.entityId !== entityId)) return refused(notYou);
    const again = new Map<number, number>();
    const inverted = invert(undone, { subject, before, interactions, meetings, again }, head);
    if (!inverted) return refused(notYou);
    inverted.push(...fulfilledAgain(meetingsNow.of(subject), inverted, again));
    const restores = inverted.some(({ type }) => type === 'contact-restored');
    const deletes = inverted.some(({ type }) => type === 'contact-deleted');
    if (!contacts.one(subject) && !restores) return refused('they are deleted; bring them back first');
    const name = inverted.find((event) => event.type === 'contact-renamed')?.payload ?? present;
    const namesake = deletes ? undefined : otherContactNamed(contacts, name.name_key, subject);
    if (namesake) return refused(`you already have another contact called “${namesake.name}”`);
    return inverted;
  },
});

const notYou = 'it was not you who did it';

/** Null: one of them can't be inverted. */
function invert(undone: readonly KithEvent[], inverting: Inverting, head: number) {
  // Undoing the creation of a contact also undoes everything else the command said of it.
  const begun = undone.filter(({ type }) => type === 'contact-created');
  const turned = begun.length > 0 ? begun : undone.toReversed();
  const inverted: Inverse[] = [];
  for (const event of turned) {
    const inverse = inverseOf(event, inverting);
    if (!inverse) return null;
    if (event.type === 'interaction-removed')
      inverting.again.set(event.payload.interaction, head + inverted.length + 1);
    inverted.push(...inverse);
  }
  return inverted;
}

/** A meeting that took place with an interaction that comes back took place with that one, under its new position. */
function fulfilledAgain(
  meetings: readonly MeetingRow[],
  inverted: readonly Inverse[],
  again: ReadonlyMap<number, number>,
): NewKithEvent<'meeting-fulfilled'>[] {
  return meetings.flatMap(({ contact: subject, meeting, interaction: before }) => {
    const interaction = before === null ? undefined : again.get(before);
    const isTold = inverted.some(
      (event) => event.type === 'meeting-fulfilled' && event.payload.meeting === meeting,
    );
    if (!interaction || isTold) return [];
    return [{ type: 'meeting-fulfilled', subject, payload: { meeting, interaction } }];
  });
}

function refused(reason: string): Invalid {
  return new Invalid({ form: `This can’t be taken back: ${reason}.` });
}
