const names = new Map<string, string>();

/**
 * Returns the name under which connections prepare a statement, unique per text. The text itself would be too long:
 * PostgreSQL compares only 63 characters. The map stays small, since texts differ only in the tables that they name.
 */
export function preparedName(text: string): string {
  const found = names.get(text) ?? `kith ${names.size + 1}`;
  names.set(text, found);
  return found;
}
