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
import { type Inverse, type Inverting, inverseOf, inverseTypes, reasonAgainst } from './undoing';

/** `position`: that of the first event of the command to undo. */
export type Undo = AboutContact & { position: number | string };

type Tables = ContactTables & InteractionTables & MeetingTables;

/**
 * Undoes what one command did to a contact: yields events that invert all of its events, the last one first. A deleted
 * interaction or meeting comes back under a new position. Refused, with the reason, if later events changed the same
 * things, or if the name is taken.
 */
export const undo = defineCommand<Events, Undo, Tables>()({
  name: 'undo',
  yields: inverseTypes,
  // What followed from the command is undone with it. Nothing new may follow: after the day of an interaction that
  // comes back, the person may have planned another meeting.
  followedUp: false,
  // The name that must be free is in the contact's own events.
  about: (input) => ({ ...theContact(input), namesakes: true }),
  // Not what the page showed, but the state before the command.
  seen: ({ position }) => toPosition(position) - 1 || null,
  decide({ contacts, deletedContacts, meetings: meetingsNow, then, events, entityId, head }, input) {
    const subject = toPosition(input.contact);
    const first = toPosition(input.position);
    const story = events.filter((event) => event.subject === subject);
    // For a command on several contacts: what it did to this one.
    const undone = story.filter((event) => event.first === first) as (KithEvent & LoggedEvent)[];
    if (undone.length === 0) return new NotFound();
    const present = contacts.one(subject) ?? deletedContacts.one(subject);
    // A forgotten contact has events, but nothing of them can be undone.
    if (!present) return new NotFound();
    const last = undone.at(-1)!.position;
    const touched = reasonAgainst(undone, story.filter(({ position }) => position > last) as KithEvent[]);
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
    if (!contacts.one(subject) && !restores) return refused('the contact is deleted. Restore it first');
    const name = inverted.find((event) => event.type === 'contact-renamed')?.payload ?? present;
    const namesake = deletes ? undefined : otherContactNamed(contacts, name.name_key, subject);
    if (namesake) return refused(`you have another contact named “${namesake.name}”`);
    return inverted;
  },
});

const notYou = 'you didn’t make this change';

/** Returns null if one of them can't be inverted. */
function invert(undone: readonly KithEvent[], inverting: Inverting, head: number) {
  // Undoing a contact's creation also undoes everything else that the command set.
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

/** Links fulfilled meetings to the interactions that come back under new positions. */
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
  return new Invalid({ form: `This can’t be undone: ${reason}.` });
}
