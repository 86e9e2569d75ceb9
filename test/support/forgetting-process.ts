// A process in which a contact is forgotten. It stops before one of its statements, to be killed there.

import { systemClock } from '../../src/clock';
import { forgetContact } from '../../src/commands/forget-contact';
import { createPool } from '../../src/database/pool';
import { type Actor, execute } from '../../src/deciding/execute';
import { createKith } from '../../src/kith';
import { createLog } from '../../src/log';
import { holdBefore } from './hold';

/** `before`: the `nth` statement that matches, as a regular expression. */
export type Forgetting = { actor: Actor; contact: number; token: string; before: string; nth: number };
/** A line on the standard output: it stands before that statement, or there was none, and it is done. */
export type SaidOfForgetting = 'held' | 'done';

const say = (said: SaidOfForgetting) => process.stdout.write(`${said}\n`);

async function run({ actor, contact, token, before, nth }: Forgetting): Promise<void> {
  const held = holdBefore(createPool(process.env.DATABASE_URL!), new RegExp(before), nth);
  held.reached.then(() => say('held'));
  const kith = createKith({ pool: held.pool, log: createLog('silent'), clock: systemClock });
  await execute(kith, actor, forgetContact, { contact }, { token });
  say('done');
  setInterval(() => {}, 1_000);
}

void run(JSON.parse(process.argv[2]!));
