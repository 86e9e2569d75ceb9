import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { commands } from '../../src/commands';
import { planMeeting } from '../../src/commands/plan-meeting';
import { defineCommand } from '../../src/deciding/define-command';
import type { Events } from '../../src/events';
import { forms } from '../support/forms';
import { lived, lives } from '../support/random-life';

test('each command yields, sooner or later, every event that it lists, and no other', () => {
  const yielded = new Map(commands.map(({ name }) => [name, new Set<string>()]));
  const isUnseen = () => commands.some(({ name, yields }) => yielded.get(name)!.size < yields.length);
  for (const [count, life] of fc
    .sample(lives(60, { without: [] }), { numRuns: 1_000, seed: 20261121 })
    .entries()) {
    if (count >= 20 && !isUnseen()) break;
    lived(life, ({ name }, events) => {
      for (const { type } of events) yielded.get(name)!.add(type);
    });
  }
  const seen = Object.fromEntries([...yielded].map(([name, types]) => [name, [...types].toSorted()]));
  const listed = Object.fromEntries(commands.map(({ name, yields }) => [name, [...yields].toSorted()]));
  expect(seen).toEqual(listed);
});

test('each command has a form that tests fill in somehow', () => {
  expect(forms.map(({ command }) => command.name).toSorted()).toEqual(
    commands.map(({ name }) => name).toSorted(),
  );
});

test('the list has every command there is', () => {
  const folder = path.join(__dirname, '../../src/commands');
  const found = readdirSync(folder).flatMap((file) =>
    Object.values(require(path.join(folder, file)) as object).filter((value) => value?.yields),
  );
  expect(new Set(found)).toEqual(new Set(commands));
});

test('a decision that yields what is not listed does not compile', () => {
  const definition = {
    name: 'greet',
    wants: () => [],
    decide: () => [{ type: 'contact-deleted' as const, subject: 2, payload: {} }],
  };
  defineCommand<Events, object, object>()({ ...definition, yields: ['contact-deleted'] });
  // @ts-expect-error contact-deleted is not in the list
  defineCommand<Events, object, object>()({ ...definition, yields: ['contact-restored'] });
  // @ts-expect-error there is no such event
  defineCommand<Events, object, object>()({ ...definition, yields: ['contact-deleted', 'contact-vanished'] });
  expect(planMeeting.yields).toContain('meeting-planned');
});
