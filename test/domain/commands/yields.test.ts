import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { commands } from '../../../src/domain/commands';
import { addTag } from '../../../src/domain/commands/add-tag';
import { createContact } from '../../../src/domain/commands/create-contact';
import { fulfilPastMeetings } from '../../../src/domain/commands/fulfil-past-meetings';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import { removeInteraction } from '../../../src/domain/commands/remove-interaction';
import { undo } from '../../../src/domain/commands/undo';
import type { Events } from '../../../src/domain/events';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { defineCommand } from '../../../src/engine/deciding/define-command';
import { forms } from '../../support/forms';
import { lived, lives } from '../../support/random-life';

/** Commands that prepare for meetings and undo. With all commands enabled, a random stream rarely has what they need. */
const preparation = [
  createContact,
  addTag,
  planMeeting,
  recordInteraction,
  removeInteraction,
  fulfilPastMeetings,
  undo,
];

test('each command yields every event that it lists, and no others', () => {
  const yielded = new Map(commands.map(({ name }) => [name, new Set<string>()]));
  const isUnseen = (checked: readonly { name: string; yields: readonly string[] }[]) =>
    checked.some(({ name, yields }) => yielded.get(name)!.size < yields.length);
  const live = (
    checked: readonly { name: string; yields: readonly string[] }[],
    without: readonly AnyCommand[],
    numRuns: number,
  ) => {
    const sample = fc.sample(lives(60, { without }), { numRuns, seed: 20261121 });
    for (const [count, life] of sample.entries()) {
      if (count >= 20 && !isUnseen(checked)) return;
      lived(life, ({ name }, events) => {
        for (const { type } of events) yielded.get(name)!.add(type);
      });
    }
  };
  live(commands, [], 300);
  for (const command of commands) {
    const together = new Set<AnyCommand>([...preparation, command]);
    const others = commands.filter((one) => !together.has(one));
    if (isUnseen([command])) live([command], others, 1_000);
  }
  const seen = Object.fromEntries([...yielded].map(([name, types]) => [name, [...types].toSorted()]));
  const listed = Object.fromEntries(commands.map(({ name, yields }) => [name, [...yields].toSorted()]));
  expect(seen).toEqual(listed);
});

test('each command has a form that the random tests can fill in', () => {
  expect(forms.map(({ command }) => command.name).toSorted()).toEqual(
    commands.map(({ name }) => name).toSorted(),
  );
});

test('the list of commands is complete', () => {
  const folder = path.join(__dirname, '../../../src/domain/commands');
  const found = readdirSync(folder).flatMap((file) =>
    Object.values(require(path.join(folder, file)) as object).filter((value) => value?.yields),
  );
  expect(new Set(found)).toEqual(new Set(commands));
});

test('a command that yields an event it does not list does not compile', () => {
  const definition = {
    name: 'greet',
    about: () => ({}),
    decide: () => [{ type: 'contact-deleted' as const, subject: 2, payload: {} }],
  };
  defineCommand<Events, object, object>()({ ...definition, yields: ['contact-deleted'] });
  // @ts-expect-error contact-deleted is not in the list
  defineCommand<Events, object, object>()({ ...definition, yields: ['contact-restored'] });
  // @ts-expect-error there is no such event
  defineCommand<Events, object, object>()({ ...definition, yields: ['contact-deleted', 'contact-vanished'] });
  expect(planMeeting.yields).toContain('meeting-planned');
});
