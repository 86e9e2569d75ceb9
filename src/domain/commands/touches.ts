import type { Events, KithEvent } from '../events';

/**
 * Why the first events can't be taken back any more: what later ones touched as well, as the end of a sentence.
 * Null: nothing.
 */
export function commonTouch(undone: readonly KithEvent[], later: readonly KithEvent[]): string | null {
  if (later.length > 0 && undone.some(({ type }) => type === 'contact-created'))
    return 'more has happened since, so delete them instead';
  const touched = new Set(undone.flatMap(touchesOf));
  const found = later.flatMap(touchesOf).find((one) => touched.has(one));
  if (found === undefined) return null;
  return `${reasons[found.split(' ', 1)[0]!]} since`;
}

const reasons: Record<string, string> = {
  name: 'the name was changed',
  description: 'the description was changed',
  reach: 'how to reach them was changed',
  tag: 'that tag was added or removed',
  rhythm: 'how often you want to be in touch was changed',
  interaction: 'what you noted there was changed',
  presence: 'they were deleted or brought back',
  meeting: 'the meeting was changed, or its notes were mailed',
  notes: 'the notes were changed',
};

function touchesOf(event: KithEvent): string[] {
  return (touches[event.type] as (event: KithEvent) => string[])(event);
}

const interaction = (event: { position: number; payload: object }) => [
  `interaction ${(event.payload as { interaction?: number }).interaction ?? event.position}`,
];
const tag = ({ payload }: { payload: { tag_key: string } }) => [`tag ${payload.tag_key}`];
/** What begins a meeting decides on its notes as well. */
const begins = ({ payload }: { payload: { meeting: number | null } }) => payload.meeting === null;

/** What each event changes. Every event type, once: one that is missing does not compile. */
const touches: { [T in keyof Events]: (event: KithEvent<T>) => string[] } = {
  'account-opened': () => [],
  'account-settings-changed': () => [],
  'account-closed': () => [],
  'contact-forgotten': () => ['presence'],
  'contact-created': () => [],
  'contact-renamed': () => ['name'],
  'contact-description-changed': () => ['description'],
  'contact-method-changed': () => ['reach'],
  'contact-deleted': () => ['presence'],
  'contact-restored': () => ['presence'],
  'tag-added': tag,
  'tag-removed': tag,
  'stay-in-touch-chosen': () => ['rhythm'],
  'stay-in-touch-ended': () => ['rhythm'],
  'stay-in-touch-reminded': () => [],
  'interaction-recorded': interaction,
  'interaction-corrected': interaction,
  'interaction-removed': interaction,
  'meeting-planned': (event) => (begins(event) ? ['meeting', 'notes'] : ['meeting']),
  'meeting-moved': () => ['meeting'],
  'meeting-cancelled': () => ['meeting'],
  'meeting-fulfilled': () => ['meeting'],
  'meeting-notes-written': (event) => (begins(event) ? ['meeting', 'notes'] : ['notes']),
  'meeting-notes-email-sent': () => ['meeting'],
  'meeting-notes-email-missed': () => ['meeting'],
  'meeting-notes-email-uncertain': () => ['meeting'],
};
