import { commands } from '../../domain/commands';

/** Sources of events that aren't commands, by event type. */
export const raisedOtherwise: Record<string, string> = {
  'account-opened': 'signing up',
  'meeting-fulfilled': 'the reactor `fulfil-meeting`',
};

/** Returns what raises events of this type, in Markdown. */
export function raisersOf(type: string): string {
  const names = commands
    .filter(({ yields }) => (yields as readonly string[]).includes(type))
    .map(({ name }) => `\`${name}\``);
  return [...names, raisedOtherwise[type]].filter(Boolean).join(', ') || 'nothing yet';
}
