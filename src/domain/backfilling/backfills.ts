import type { AnyCommand } from '../../engine/deciding/define-command';
import { fulfilPastMeetings } from '../commands/fulfil-past-meetings';
import type { Events } from '../events';

/** A fact that old events lack and no default implies, derived from each stream that was there at its release. */
export type Backfill = {
  /** Kebab-case; never used again for something else. */
  name: string;
  /** Why its events are there, for whoever reads the log. */
  reason: string;
  command: AnyCommand<{ contact: number }>;
  /** Contacts that it may have to do with: those with an event of the first types, and later one of the others. */
  about: { first: readonly (keyof Events)[]; later: readonly (keyof Events)[] };
};

/** Every backfill, once. */
export const backfills: readonly Backfill[] = [
  {
    name: 'fulfil-past-meetings',
    reason: 'It was noted before Kith recorded which meetings took place.',
    command: fulfilPastMeetings,
    about: { first: ['meeting-planned', 'meeting-moved'], later: ['interaction-recorded'] },
  },
];
