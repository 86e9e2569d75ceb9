import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createContact } from '../../src/domain/commands/create-contact';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { events } from '../../src/domain/events';
import { contactCreated } from '../../src/domain/events/contact-created';
import { execute } from '../../src/engine/deciding/execute';
import type { Engine } from '../../src/engine/projecting/engine';
import type { EventDefinition } from '../../src/event-store/define-event';
import { createEventTypes } from '../../src/event-store/event-types';
import { release } from '../../src/release/migrate';
import { createStage, project, type Stage } from '../support/stage';

const schemas = path.join(__dirname, '../../schemas');
const newest = contactCreated.version;

let stage: Stage;
let directory: string;
/** The engine of a later release, whose version of contact-created requires a greeting in the description. */
let later: Engine;
beforeEach(async () => {
  stage = await createStage();
  directory = mkdtempSync(path.join(tmpdir(), 'kith-schemas-'));
  cpSync(schemas, directory, { recursive: true });
  const schema = JSON.parse(readFileSync(path.join(schemas, `contact-created/v${newest}.json`), 'utf8'));
  schema.$id = `contact-created/v${newest + 1}`;
  schema.properties.description = { type: 'string', pattern: '^(Hello|Hail), ' };
  writeFileSync(path.join(directory, `contact-created/v${newest + 1}.json`), JSON.stringify(schema));
  const definitions = (events as readonly EventDefinition[]).map((event) =>
    event.type === 'contact-created' ? greeting(event) : event,
  );
  later = { ...stage.kith, eventTypes: createEventTypes(definitions, directory) };
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await stage.drop();
});

function greeting(event: EventDefinition): EventDefinition {
  const earlier = [...(event.earlier ?? []), { example: event.example, upcast: greet }];
  return { ...event, version: newest + 1, earlier };
}

function greet(payload: { description: string }) {
  return { ...payload, description: `Hello, ${payload.description}` };
}

async function describedAs(accountId: number) {
  const { rows } = await stage.pool.query(
    'select name, description from projected_contacts where account_id = $1 order by contact',
    [accountId],
  );
  return rows;
}

test('old events reach handlers in the newest version, new ones are stored in it, and the log is unchanged', async () => {
  const actor = await stage.open();
  await stage.contact(actor, 'Bob', 'he paints.');
  await release(later);
  await execute(later, actor, createContact, { name: 'Ann', description: 'Hail, Ann.' });
  for (const projection of later.projections) await project(later, projection, actor.accountId);
  expect(await describedAs(actor.accountId)).toEqual([
    { name: 'Bob', description: 'Hello, he paints.' },
    { name: 'Ann', description: 'Hail, Ann.' },
  ]);
  const { rows } = await stage.pool.query(
    `select t.version, e.payload ->> 'description' as description
      from events e join event_types t on t.id = e.event_type_id
      where account_id = $1 and t.name = 'contact-created' order by position`,
    [actor.accountId],
  );
  expect(rows).toEqual([
    { version: newest, description: 'he paints.' },
    { version: newest + 1, description: 'Hail, Ann.' },
  ]);
});

test('an older release waits at an event of the newer version, and continues in other streams', async () => {
  const [actor, other] = [await stage.open(), await stage.open()];
  await release(later);
  await execute(later, actor, createContact, { name: 'Ann', description: 'Hail, Ann.' });
  await stage.contact(other, 'Bob', 'he paints.');
  const contacts = stage.kith.projections.find(({ name }) => name === 'contacts')!;
  expect(await project(stage.kith, contacts, actor.accountId)).toEqual({ kind: 'waiting' });
  expect(await project(stage.kith, contacts, other.accountId)).toEqual({ kind: 'caught-up' });
  expect(await describedAs(actor.accountId)).toEqual([]);
  expect(await describedAs(other.accountId)).toEqual([{ name: 'Bob', description: 'he paints.' }]);
  const recording = execute(stage.kith, actor, recordInteraction, { contact: 2 });
  await expect(recording).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await project(later, contacts, actor.accountId)).toEqual({ kind: 'caught-up' });
  expect(await describedAs(actor.accountId)).toEqual([{ name: 'Ann', description: 'Hail, Ann.' }]);
});

test('an event version that is not released yet cannot be appended, and the log is unchanged', async () => {
  const actor = await stage.open();
  const creation = execute(later, actor, createContact, { name: 'Ann', description: 'Hail, Ann.' });
  await expect(creation).rejects.toThrow(`contact-created/${newest + 1} is not released yet`);
  expect((await execute(stage.kith, actor, createContact, { name: 'Bob' })).position).toBe(2);
});

test('a schema is frozen once it is released', async () => {
  const file = path.join(directory, 'contact-renamed/v1.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), maxProperties: 9 }));
  const tampered = { ...stage.kith, eventTypes: createEventTypes(events, directory) };
  await expect(release(tampered)).rejects.toThrow('schemas/contact-renamed/v1.json');
  await expect(release(stage.kith)).resolves.toBeUndefined();
});
