/** The name as it is shown: Unicode NFC, trimmed, inner white space collapsed (decision 4). */
export function normalizeName(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().normalize('NFC');
}

/**
 * The name as it is compared: case-folded. Upper-casing folds what has several lower-case forms (ß and ss, σ and ς)
 * into one; lower-casing before it does so for the ẞ, which is its own upper case. The ı is no i in either case:
 * Sıla and Sila are two people.
 */
export function nameKey(name: string): string {
  return normalizeName(name).split('ı').map(fold).join('ı').normalize('NFC');
}

function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}
