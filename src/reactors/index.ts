import type { Config } from '../base/config';
import type { Events } from '../domain/events';
import type { AfterCommit, InTransaction } from '../engine/reacting/define-reactor';
import { forwardEvents } from './forward-events';
import { fulfilMeeting } from './fulfil-meeting';
import type { ReactorDeps } from './reactor-deps';
import { sendWelcomeEmail } from './send-welcome-email';

/** Every reactor that has a side effect after the commit of what it reacts to, at least once per event. */
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
  /** What runs always begins with its release; what the operator sets up, with the first worker that runs it. */
  runs: 'always' | ((config: Config) => boolean);
  create(deps: ReactorDeps): AfterCommit['react'];
};

/** Every reactor that follows up an event with further ones, in the transaction of their cause: all or nothing. */
export const inTransaction = [
  { name: 'fulfil-meeting', on: ['interaction-recorded'], ...fulfilMeeting },
] as const satisfies (InTransaction & { on: readonly (keyof Events)[] })[];

/** Those that run with these settings. */
export function reactorsAfterCommit(deps: ReactorDeps): AfterCommit[] {
  return afterCommit
    .filter(({ runs }) => runs === 'always' || runs(deps.config))
    .map(({ name, on, create }) => ({ name, on, react: create(deps) }));
}

/** All of them, whatever the settings. */
export const namesAfterCommit: readonly string[] = afterCommit.map(({ name }) => name);

/** Those that the release step writes down. */
export const namesAlways: readonly string[] = afterCommit
  .filter(({ runs }) => runs === 'always')
  .map(({ name }) => name);

/** The names of those that are for this event in particular, not for every one. */
export function reactorsOn(type: string): string[] {
  return [...inTransaction, ...afterCommit]
    .filter(({ on }: Pick<AfterCommitEntry, 'on'>) => on !== 'every event' && on.some((own) => own === type))
    .map(({ name }) => name);
}
