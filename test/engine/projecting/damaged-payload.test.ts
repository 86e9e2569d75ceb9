import { addTag } from '../../../src/domain/commands/add-tag';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { undo } from '../../../src/domain/commands/undo';
import { events } from '../../../src/domain/events';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { Unavailable } from '../../../src/engine/deciding/refusal';
import type { Projection } from '../../../src/engine/projecting/define-projection';
import { registerReactors } from '../../../src/engine/reacting/cursor';
import { react } from '../../../src/engine/reacting/react';
import { askForReplay } from '../../../src/engine/replaying/replay';
import { createStage, cursorOf, type Stage, settle } from '../../support/stage';
import { appendStored } from '../../support/stored-event';

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
let actor: Actor;
let bob: number;
beforeAll(async () => {
  stage = await createStage({ retryPauses: [] });
  bystander = await stage.bystander();
});
afterAll(() => stage.drop());
beforeEach(async () => {
  actor = await stage.open();
  bob = await stage.contact(actor, 'Bob');
});

/** Appends an event whose payload violates its schema, about Bob or about the account. */
function appendDamaged(type: string, subject: number | null = bob): Promise<number> {
  const { version } = events.find((one) => one.type === type)!;
  return appendStored(stage.pool, actor, subject, { name: type, version }, { damaged: true });
}

const types = events.map(({ type }) => type).filter((type) => type !== 'contact-created');

test.each(types)('a damaged %s stops only projections that handle it', async (type) => {
  const { kith } = stage;
  const position = await appendDamaged(type, type.startsWith('account-') ? null : bob);
  const after = await stage.contact(actor, 'Ann');
  await settle(kith, actor.accountId);
  for (const { name, handlers } of kith.projections as readonly Projection[]) {
    const { position: reached, failed_position } = await cursorOf(kith, name, actor.accountId);
    const isStopped = { name, reached: position - 1, failed_position: position };
    const continues = { name, reached: after, failed_position: null };
    expect(handlers[type] ? [continues, isStopped] : [continues]).toContainEqual({
      name,
      reached,
      failed_position,
    });
  }
  await bystander.unharmed();
});

test.each(['live', 'in a rebuild'])(
  '%s, it parks the projections that handle it, at its position',
  async (how) => {
    const { kith } = stage;
    if (how === 'in a rebuild') await settle(kith, actor.accountId);
    const correction = await appendDamaged('interaction-corrected');
    if (how === 'in a rebuild') await askForReplay(kith, kith.projections, { accountId: actor.accountId });
    const kinds = await settle(kith, actor.accountId);
    const parked = kith.projections.map(({ name }) => name).filter((_, index) => kinds[index] === 'parked');
    expect(parked).toEqual(['contacts', 'interactions', 'search']);
    for (const name of parked) {
      expect(await cursorOf(kith, name, actor.accountId)).toMatchObject({
        position: correction - 1,
        failed_position: correction,
        error: expect.stringMatching(/^InvalidPayload: interaction-corrected v\d+: /),
      });
    }
  },
);

test('commands about other contacts work; one about its contact is unavailable', async () => {
  const ann = await stage.contact(actor, 'Ann');
  const recorded = await appendDamaged('interaction-recorded');
  const about = (contact: number): [AnyCommand, object][] => [
    [editContact, { contact, description: 'Paints' }],
    [recordInteraction, { contact, interacted_on: '2026-11-19' }],
    [addTag, { contact, tag: 'art' }],
  ];
  for (const [command, input] of about(ann))
    expect(await execute(stage.kith, actor, command, input)).toMatchObject({ events: 1 });
  for (const [command, input] of [
    ...about(bob),
    [undo, { contact: bob, position: recorded }] as [AnyCommand, object],
  ])
    await expect(execute(stage.kith, actor, command, input)).rejects.toThrow(Unavailable);
});

test('a reactor that handles its type fails at it; another one continues', async () => {
  const { kith, pool } = stage;
  await registerReactors(pool, ['reads-interactions', 'reads-contacts']);
  await appendDamaged('interaction-recorded');
  const ann = await stage.contact(actor, 'Ann');
  const received: number[] = [];
  const reactor = (name: string, on: string[]) => ({
    name,
    on,
    react: async ({ event }: { event: { position: number; payload: unknown } }) => {
      if (event.payload) received.push(event.position);
    },
  });
  const run = (name: string, on: string[]) =>
    react({ engine: kith, pool }, reactor(name, on) as never, actor.accountId);
  expect(await run('reads-contacts', ['contact-created'])).toBe('caught-up');
  expect(received).toEqual([ann]);
  expect(await run('reads-interactions', ['interaction-recorded'])).toBe('pausing');
  const failures = await pool.query(
    'select reactor, failed_position from reactor_cursors where failures > 0',
  );
  expect(failures.rows).toEqual([{ reactor: 'reads-interactions', failed_position: ann - 1 }]);
});
