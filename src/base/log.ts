import pino from 'pino';
import { codeOf } from './failure';
import { sqlStateOf } from './sqlstate';

export type Log = pino.Logger;

/** Creates a log that writes JSON lines to standard output. `level`: one of pino's levels, or `silent`. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
  });
}

/**
 * Describes an error for the log: what it is and where it was thrown. PostgreSQL's details and most messages quote what
 * people typed, so the message is included only if it can't.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { constraint, table, cause } = error as Error & { constraint?: string; table?: string };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    code: codeOf(error),
    ...(isQuotable(error) ? { message: error.message } : {}),
    ...(constraint ? { constraint } : {}),
    ...(table ? { table } : {}),
    stack: frames.join('\n'),
    ...(cause ? { cause: describeError(cause) } : {}),
  };
}

function isQuotable(error: Error): boolean {
  if (/^E[A-Z]+$/.test(codeOf(error))) return true;
  const state = sqlStateOf(error);
  if (state) return !/^(22|23|P0)/.test(state);
  return ['StartFailure', 'TypeError', 'ReferenceError'].includes(error.name);
}
