/** The name as it is shown: Unicode NFC, trimmed, inner white space collapsed (decision 4). */
export function normalizeName(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().normalize('NFC');
}

/**
 * The name as it is compared: case-folded. Upper-casing first folds what has several lower-case forms
 * (ß and ss, σ and ς) into one.
 */
export function nameKey(name: string): string {
  return normalizeName(name).toUpperCase().toLowerCase().normalize('NFC');
}
