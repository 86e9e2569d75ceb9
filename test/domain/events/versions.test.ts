import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { events } from '../../../src/domain/events';
import { replayDry } from '../../../src/engine/replaying/dry-replay';
import { append } from '../../../src/event-store/append';
import type { EventDefinition } from '../../../src/event-store/define-event';
import { createEventTypes } from '../../../src/event-store/event-types';
import { contactCreated, interactionRecorded, meetingPlanned } from '../../support/happened';
import { createStage, cursorOf, type Stage, settle } from '../../support/stage';
import { appendStored } from '../../support/stored-event';

const { schemas, upcast, check } = createEventTypes(events, path.join(__dirname, '../../../schemas'));
const ajv = new Ajv({ allowUnionTypes: true });
addFormats(ajv);

/** Every version of every event, with the example from its definition. */
const versions = (events as readonly EventDefinition[]).flatMap(({ type, example, earlier = [] }) =>
  [...earlier.map((one) => one.example), example].map((payload, index) => ({
    type,
    version: index + 1,
    payload: payload as object,
  })),
);

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
});
afterAll(() => stage.drop());

test('every schema has an example, and every example has a schema', () => {
  const named = ({ type, version }: { type: string; version: number }) => `${type}/v${version}`;
  expect(versions.map(named).toSorted()).toEqual(
    schemas.map(({ name, version }) => `${name}/v${version}`).toSorted(),
  );
});

describe.each(versions)('the example of $type, version $version', ({ type, version, payload }) => {
  const stored = JSON.stringify(payload);

  test('conforms to its own schema', () => {
    const { schema } = schemas.find((one) => one.name === type && one.version === version)!;
    const { $id, ...anonymous } = schema as { $id: string };
    const validate = ajv.compile(anonymous);
    expect({ valid: validate(payload), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  test('conforms to the newest schema after upcasting, which leaves the original unchanged', () => {
    expect(() => check(type, upcast(type, version, payload))).not.toThrow();
    expect(JSON.stringify(payload)).toBe(stored);
  });

  test('is handled by every projection when it follows typical events', async () => {
    const actor = await stage.open();
    const typical = [
      contactCreated('Zoë'),
      interactionRecorded(2, '2026-11-01'),
      meetingPlanned(2, '2026-11-20'),
    ];
    await append(stage.kith, { ...actor, head: 1, events: typical });
    const subject = type.startsWith('account-') ? null : type === 'contact-created' ? 'itself' : 2;
    await appendStored(stage.pool, actor, subject, { name: type, version }, payload);
    expect(await settle(stage.kith, actor.accountId)).toEqual(stage.kith.projections.map(() => 'caught-up'));
    for (const projection of stage.kith.projections) {
      const cursor = await cursorOf(stage.kith, projection.name, actor.accountId);
      expect(cursor).toMatchObject({ position: 5, failures: 0, parked_at: null });
      expect(await replayDry(stage.kith, [projection], { accountId: actor.accountId })).toMatchObject({
        waiting: 0,
        discrepancies: [],
        failing: [],
      });
    }
    await bystander.unharmed();
  });
});
