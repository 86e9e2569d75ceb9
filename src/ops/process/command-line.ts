import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { StartFailure } from '../../base/failure';
import { readEmailAddress } from '../../domain/values/email-address';
import type { Projection } from '../../engine/projecting/define-projection';
import type { Engine } from '../../engine/projecting/engine';

/** Parses the arguments after the script's name. Throws a StartFailure that names an unknown or incomplete option. */
export function readArguments<const O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new StartFailure(`${(error as Error).message.split('. ')[0]}. See --help.`);
  }
}

/** Returns the projections with these names, or all if there are no names. Throws a StartFailure for an unknown name. */
export function chosenProjections({ projections }: Engine, names: string[]): Projection[] {
  const unknown = names.filter((name) => !projections.some((projection) => projection.name === name));
  if (unknown.length > 0) {
    const known = projections.map(({ name }) => name).join(', ');
    throw new StartFailure(`Unknown projection: ${unknown.join(', ')}. The projections are ${known}.`);
  }
  return projections.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** Returns the id of the account with this email address. Throws a StartFailure if there is none. */
export async function accountByEmail(pool: Pool, email: string): Promise<number> {
  const { rows } = await pool.query<{ account_id: number }>(
    'select account_id from credentials where email_key = $1',
    [readEmailAddress(email)?.key ?? ''],
  );
  if (!rows[0]) throw new StartFailure(`No account has the email address ${email}.`);
  return rows[0].account_id;
}
