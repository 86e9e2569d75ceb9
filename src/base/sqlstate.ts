import { codeOf } from './failure';

/**
 * Returns the SQLSTATE of an error that the database reported, or null for any other error, such as a lost connection.
 * System errors can have five-letter codes too (`EPIPE`), but no SQLSTATE class starts with an E.
 */
export function sqlStateOf(error: unknown): string | null {
  const code = codeOf(error);
  return /^[0-9FHPX][0-9A-Z]{4}$/.test(code) ? code : null;
}

/** Whether the error is transient: a database problem that goes away by itself and isn't caused by the statement. */
export function isPassing(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return passing.test(state);
  return unreachable.test(codeOf(error)) || (error instanceof Error && lostConnection.test(error.message));
}

/**
 * Lost connections; deadlocks; a server that is out of resources, restarting, shut down, or read-only; and timeouts of
 * statements, of lock waits, and of idle transactions.
 */
const passing = /^(08...|40...|53...|57...|55000|55P03|25006|25P03)$/;

const unreachable = /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)/;

/** node-postgres gives these errors a message, but no code. */
const lostConnection =
  /^(Connection terminated|timeout e|Query read timeout|Client (has encountered a connection error|was closed))/;
