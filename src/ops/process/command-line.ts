import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { StartFailure } from '../../base/failure';
import { readEmailAddress } from '../../domain/values/email-address';
import type { Projection } from '../../engine/projecting/define-projection';
import type { Engine } from '../../engine/projecting/engine';

/** What was typed behind the script's name. Throws a StartFailure that names what is wrong with it. */
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

/** The projections with these names; all of them where none is named. */
export function chosenProjections({ projections }: Engine, names: string[]): Projection[] {
  const unknown = names.filter((name) => !projections.some((projection) => projection.name === name));
  if (unknown.length > 0) {
    const known = projections.map(({ name }) => name).join(', ');
    throw new StartFailure(`There is no projection called ${unknown.join(', ')}. There are: ${known}.`);
  }
  return projections.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** The account with this email. Throws a StartFailure where there is none. */
export async function accountByEmail(pool: Pool, email: string): Promise<number> {
  const { rows } = await pool.query<{ account_id: number }>(
    'select account_id from credentials where email_key = $1',
    [readEmailAddress(email)?.key ?? ''],
  );
  if (!rows[0]) throw new StartFailure(`No account has the email ${email}.`);
  return rows[0].account_id;
}
