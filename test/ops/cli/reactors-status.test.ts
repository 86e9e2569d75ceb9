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
  return { ...(await run.exit), output: run.stdout + run.stderr };
};

test('npm run reactors lists parked streams with their error, and retries them with --retry', async () => {
  const failing = {
    name: 'forward-events',
    on: 'every event',
    react: async () => {
      throw new TypeError('"Ann Secret" is not accepted');
    },
  } as const;
  await registerReactors(stage.pool, ['forward-events']);
  const [ann, bystander] = [await stage.open(), await stage.open()];
  await react({ engine: stage.kith, pool: stage.pool }, failing, ann.accountId);
  now = new Date(now.getTime() + 86_400_000);
  expect(await react({ engine: stage.kith, pool: stage.pool }, failing, ann.accountId)).toBe('parked');

  const { code, output } = await reactors('forward-events');
  expect(code).toBe(0);
  expect(output).toMatch(/^forward-events: 2 of 2 streams pending/);
  expect(output).toContain(
    `parked since 2026-11-21T12:00:00.000Z: account ${ann.accountId} at position 1: TypeError: "…" is not`,
  );
  expect(output).not.toMatch(new RegExp(`Secret|account ${bystander.accountId} `));
  const retried = await reactors('--retry', '--json');
  expect(retried.output).toMatch(/Retrying 1 parked streams[\s\S]*"retried":1}/);
  expect((await reactors()).output).not.toContain('parked since');
});

test('an unknown reactor is refused', async () => {
  const { code, output } = await reactors('send-flowers');
  expect(code).toBe(1);
  expect(output).toMatch(
    /^Unknown reactor: send-flowers\. The reactors are send-welcome-email, forward-events\./,
  );
});
