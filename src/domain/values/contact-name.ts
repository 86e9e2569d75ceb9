/**
 * The name as it is shown: Unicode NFC, trimmed, inner white space collapsed (decision 4). What is far too long for a
 * name stays as it is, here and as a key: nobody bears it, and composing takes time by the square of its marks.
 */
export function normalizeName(text: string): string {
  if (text.length > longestTyped) return text;
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().normalize('NFC');
}

/**
 * The name as it is compared: case-folded. Upper-casing folds what has several lower-case forms (ß and ss, σ and ς)
 * into one; lower-casing before it does so for the ẞ, which is its own upper case. The ı is no i in either case:
 * Sıla and Sila are two people.
 */
export function nameKey(name: string): string {
  if (name.length > longestTyped) return name;
  return normalizeName(name).split('ı').map(fold).join('ı').normalize('NFC');
}

/** In UTF-16 units, before normalizing. */
const longestTyped = 2_000;

function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}
