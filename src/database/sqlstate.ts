/**
 * The SQLSTATE of an error that is an answer of the database. Null: of any other error, such as a connection that broke
 * on the way. System errors have codes of five letters too (`EPIPE`), but no class of SQLSTATEs begins with an E.
 */
export function sqlStateOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9FHPX][0-9A-Z]{4}$/.test(code) ? code : null;
}
