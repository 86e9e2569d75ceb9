import { events } from '../../domain/events';
import { projections } from '../../domain/projections';
import type { EventDefinition } from '../../event-store/define-event';
import { reactorsOn } from '../../reactors';
import { markdownTable } from './markdown-table';
import { raisersOf } from './raisers';
import { readSchema, schemaTable } from './schema-table';

/** Returns the text of docs/events.md, generated from the schemas in `root` and from this release's code. */
export function eventsDocument(root: string): string {
  const definitions = events as readonly EventDefinition[];
  return `${[
    introduction,
    markdownTable(
      ['event', 'version', 'raised by', 'handled by'],
      definitions.map((event) => [
        `[\`${event.type}\`](#${event.type})`,
        `${event.version}`,
        raisersOf(event.type),
        handlersOf(event),
      ]),
    ),
    ...definitions.map((event) => chapter(event, root)),
  ].join('\n\n')}\n`;
}

const introduction = `# Events

Everything that can happen in Kith. Generated from \`schemas/\` and \`src/\` by \`npm run docs\`; a test keeps it
current. [domain-model.md](domain-model.md) describes how events, projections, and commands fit together.

Besides its payload, each event has a stream, a position in it, a subject (what it is about), the entity that triggered
it, a time, and metadata that says why it happened. A \`?\` marks an optional property. Projections handle each event;
reactors handle only new ones, never in a replay. If forwarding is set up, the reactor \`forward-events\` handles every
new event.`;

function chapter(event: EventDefinition, root: string): string {
  const { type, version, sentence, example, earlier = [] } = event;
  const facts = [
    `- Raised by: ${raisersOf(type)}`,
    `- Handled by: ${handlersOf(event)}`,
    `- Versions: ${Array.from({ length: version }, (_, index) => link(type, index + 1)).join(', ')}`,
  ];
  return [
    `## ${type}`,
    sentence,
    facts.join('\n'),
    ...versionParts(type, version, example, root),
    ...earlier.flatMap((one, index) => [
      `### ${type}, version ${index + 1}`,
      `Upcast to version ${version} when read. Its example becomes:`,
      json(upcastFrom(event, index)),
      ...versionParts(type, index + 1, one.example, root),
    ]),
  ].join('\n\n');
}

function versionParts(type: string, version: number, example: unknown, root: string): string[] {
  const schema = readSchema(root, type, version);
  return [schemaTable(schema) || 'This event has no payload.', 'For example:', json(example)];
}

function upcastFrom({ earlier = [] }: EventDefinition, index: number): unknown {
  return earlier
    .slice(index)
    .reduce<unknown>((payload, { upcast }) => upcast(payload as never), earlier[index]!.example);
}

function handlersOf({ type }: EventDefinition): string {
  const names = projections.filter(({ handlers }) => type in handlers).map(({ name }) => `\`${name}\``);
  const reactors = reactorsOn(type).map((name) => `\`${name}\``);
  return [...names, ...reactors].join(', ') || 'nothing yet';
}

function link(type: string, version: number): string {
  return `[${version}](../schemas/${type}/v${version}.json)`;
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
