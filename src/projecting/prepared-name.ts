const names = new Map<string, string>();

/**
 * The name under which a connection prepares a statement. PostgreSQL tells names apart by 63 characters, and a name
 * stands for one text; there are only as many texts as there are kinds of questions.
 */
export function preparedName(text: string): string {
  const found = names.get(text) ?? `kith ${names.size + 1}`;
  names.set(text, found);
  return found;
}
