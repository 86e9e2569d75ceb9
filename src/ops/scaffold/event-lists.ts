import { events } from '../../domain/events';
import type { EventDefinition } from '../../event-store/define-event';
import { markdownTable } from './markdown-table';
import { isAboutAccount } from './names';
import { raisersOf } from './raisers';
import { readSchema } from './schema-table';

/** Returns Markdown tables of all events: those about an account as a whole, and those about a contact. */
export function eventLists(root: string): string {
  const definitions = events as readonly EventDefinition[];
  return [
    '### About the account: no subject',
    listOf(
      definitions.filter(({ type }) => isAboutAccount(type)),
      root,
    ),
    '### About a contact: the subject is the contact',
    listOf(
      definitions.filter(({ type }) => !isAboutAccount(type)),
      root,
    ),
  ].join('\n\n');
}

function listOf(definitions: EventDefinition[], root: string): string {
  return markdownTable(
    ['event', 'version', 'payload', 'raised by', 'what happened'],
    definitions.map(({ type, version, sentence }) => [
      `[\`${type}\`](events.md#${type})`,
      `${version}`,
      payloadOf(type, version, root),
      raisersOf(type),
      sentence,
    ]),
  );
}

function payloadOf(type: string, version: number, root: string): string {
  const { properties = {}, required = [] } = readSchema(root, type, version);
  return Object.keys(properties)
    .map((name) => `\`${name}\`${required.includes(name) ? '' : '?'}`)
    .join(', ');
}
