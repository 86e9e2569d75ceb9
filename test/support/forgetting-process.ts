// A process that forgets a contact or closes an account. It stops before one of its statements, to be killed there.

import { systemClock } from '../../src/base/clock';
import { createLog } from '../../src/base/log';
import { createEnginePool } from '../../src/database/pool';
import { closeAccount } from '../../src/domain/commands/close-account';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { createKith } from '../../src/kith';
import { holdBefore } from './hold';

/** It stops before the `nth` statement that matches `before`, a regular expression. */
export type Forgetting = {
  actor: Actor;
  contact: number;
  token: string;
  before: string;
  nth: number;
  /** The command's name; forget-contact by default. */
  command?: string;
};
/** A line on standard output. `held`: stopped before that statement. `done`: finished without reaching it. */
export type SaidOfForgetting = 'held' | 'done';

const say = (said: SaidOfForgetting) => process.stdout.write(`${said}\n`);

async function run({ actor, contact, token, before, nth, command }: Forgetting): Promise<void> {
  const held = holdBefore(createEnginePool(process.env.DATABASE_URL!), new RegExp(before), nth);
  held.reached.then(() => say('held'));
  const kith = createKith({ pool: held.pool, log: createLog('silent'), clock: systemClock });
  const erasing: AnyCommand = command === closeAccount.name ? closeAccount : forgetContact;
  await execute(kith, actor, erasing, { contact }, { token });
  say('done');
  setInterval(() => {}, 1_000);
}

void run(JSON.parse(process.argv[2]!));
