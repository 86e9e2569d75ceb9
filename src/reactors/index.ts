import type { Config } from '../base/config';
import type { Events } from '../domain/events';
import type { AfterCommit, InTransaction } from '../engine/reacting/define-reactor';
import { forwardEvents } from './forward-events';
import { fulfilMeeting } from './fulfil-meeting';
import type { ReactorDeps } from './reactor-deps';
import { sendWelcomeEmail } from './send-welcome-email';

/** The reactors with side effects. Each runs after the commit of its event, at least once per event. */
const afterCommit = [
  { name: 'send-welcome-email', on: ['account-opened'], runs: 'always', create: sendWelcomeEmail },
  {
    name: 'forward-events',
    on: 'every event',
    runs: ({ forward }) => forward !== undefined,
    create: forwardEvents,
  },
] as const satisfies AfterCommitEntry[];

type AfterCommitEntry = {
  name: string;
  on: readonly (keyof Events)[] | 'every event';
  /**
   * A reactor that always runs starts with its release. One that the operator configures starts with the first worker
   * that runs it.
   */
  runs: 'always' | ((config: Config) => boolean);
  create(deps: ReactorDeps): AfterCommit['react'];
};

/** The reactors that append further events, in the same transaction as the event that caused them. */
export const inTransaction = [
  { name: 'fulfil-meeting', on: ['interaction-recorded'], ...fulfilMeeting },
] as const satisfies (InTransaction & { on: readonly (keyof Events)[] })[];

/** Returns the reactors with side effects that run with these settings. */
export function reactorsAfterCommit(deps: ReactorDeps): AfterCommit[] {
  return afterCommit
    .filter(({ runs }) => runs === 'always' || runs(deps.config))
    .map(({ name, on, create }) => ({ name, on, react: create(deps) }));
}

/** The names of all reactors with side effects, regardless of settings. */
export const namesAfterCommit: readonly string[] = afterCommit.map(({ name }) => name);

/** The names of the reactors that the release step records. */
export const namesAlways: readonly string[] = afterCommit
  .filter(({ runs }) => runs === 'always')
  .map(({ name }) => name);

/** Returns the names of the reactors for this event type, without those for every event. */
export function reactorsOn(type: string): string[] {
  return [...inTransaction, ...afterCommit]
    .filter(({ on }: Pick<AfterCommitEntry, 'on'>) => on !== 'every event' && on.some((own) => own === type))
    .map(({ name }) => name);
}
