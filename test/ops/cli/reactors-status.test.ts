import { registerReactors } from '../../../src/engine/reacting/cursor';
import { react } from '../../../src/engine/reacting/react';
import { bundled } from '../../support/bundle';
import { createStage, type Stage } from '../../support/stage';
import { endWorkers, environment } from '../../support/workers';

let stage: Stage;
let now: Date;
beforeEach(async () => {
  now = new Date('2026-11-20T12:00:00Z');
  stage = await createStage({ clock: () => now });
});
afterEach(async () => {
  await endWorkers();
  await stage.drop();
});

const reactors = async (...args: string[]) => {
  const run = (await bundled('src/ops/cli/reactors-status.ts'))(args, environment(stage.url));
  return { ...(await run.exit), said: run.stdout + run.stderr };
};

test('npm run reactors shows what is parked, with its error, and lets it try again on request', async () => {
  const failing = {
    name: 'forward-events',
    on: 'every event',
    react: async () => {
      throw new TypeError('"Ann Secret" is not to their taste');
    },
  } as const;
  await registerReactors(stage.pool, ['forward-events']);
  const [ann, bystander] = [await stage.open(), await stage.open()];
  await react({ engine: stage.kith, pool: stage.pool }, failing, ann.accountId);
  now = new Date(now.getTime() + 86_400_000);
  expect(await react({ engine: stage.kith, pool: stage.pool }, failing, ann.accountId)).toBe('parked');

  const { code, said } = await reactors('forward-events');
  expect(code).toBe(0);
  expect(said).toMatch(/^forward-events: 2 of 2 streams behind/);
  expect(said).toContain(
    `parked since 2026-11-21T12:00:00.000Z: account ${ann.accountId} at 1: TypeError: "…" is not`,
  );
  expect(said).not.toMatch(new RegExp(`Secret|account ${bystander.accountId} `));
  expect((await reactors('--retry', '--json')).said).toMatch(/1 parked streams try again[\s\S]*"retried":1}/);
  expect((await reactors()).said).not.toContain('parked since');
});

test('a reactor that there is not is named', async () => {
  const { code, said } = await reactors('send-flowers');
  expect(code).toBe(1);
  expect(said).toMatch(
    /^There is no reactor called send-flowers\. There are: send-welcome-email, forward-events\./,
  );
});
