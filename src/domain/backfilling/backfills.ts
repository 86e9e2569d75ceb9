import type { AnyCommand } from '../../engine/deciding/define-command';
import { fulfilPastMeetings } from '../commands/fulfil-past-meetings';
import type { Events } from '../events';

/**
 * Adds events for facts that older releases didn't record and that no default value can supply. Runs once for each
 * stream that existed when the backfill was released.
 */
export type Backfill = {
  /** Kebab-case. Never reused for another backfill. */
  name: string;
  /** Why its events were appended. Stored in their metadata. */
  reason: string;
  command: AnyCommand<{ contact: number }>;
  /** Which contacts it may concern: those with an event of a type in `first`, followed by one of a type in `later`. */
  about: { first: readonly (keyof Events)[]; later: readonly (keyof Events)[] };
};

/** Every backfill in Kith. */
export const backfills: readonly Backfill[] = [
  {
    name: 'fulfil-past-meetings',
    reason: 'The interaction was recorded before Kith tracked which meetings took place.',
    command: fulfilPastMeetings,
    about: { first: ['meeting-planned', 'meeting-moved'], later: ['interaction-recorded'] },
  },
];
