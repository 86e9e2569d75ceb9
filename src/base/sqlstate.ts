import { codeOf } from './failure';

/**
 * The SQLSTATE of an error that is an answer of the database. Null: of any other error, such as a connection that broke
 * on the way. System errors have codes of five letters too (`EPIPE`), but no class of SQLSTATEs begins with an E.
 */
export function sqlStateOf(error: unknown): string | null {
  const code = codeOf(error);
  return /^[0-9FHPX][0-9A-Z]{4}$/.test(code) ? code : null;
}

/** Whether it is a trouble with the database that passes by itself, and says nothing of what was asked. */
export function isPassing(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return passing.test(state);
  return unreachable.test(codeOf(error)) || (error instanceof Error && lostConnection.test(error.message));
}

/**
 * A connection, a deadlock; a server that is full, restarting, or shut; one that no longer takes writes; a statement, a
 * wait for a lock or a pause within a transaction that took longer than it may.
 */
const passing = /^(08...|40...|53...|57...|55000|55P03|25006|25P03)$/;

const unreachable = /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)/;

/** node-postgres tells these by their message alone. */
const lostConnection =
  /^(Connection terminated|timeout e|Query read timeout|Client (has encountered a connection error|was closed))/;
