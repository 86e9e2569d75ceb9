/**
 * Returns the name as it is displayed: Unicode NFC, trimmed, inner white space collapsed (decision 4). Text that is far
 * too long for a name is returned unchanged, here and in `nameKey`: no contact can have it, and normalizing takes time
 * quadratic in the number of combining marks.
 */
export function normalizeName(text: string): string {
  if (text.length > longestTyped) return text;
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().normalize('NFC');
}

/**
 * Returns the key that names are compared by: the case-folded name. Uppercasing merges letters with several lowercase
 * forms (ß and ss, σ and ς). Lowercasing first does the same for ẞ, which is its own uppercase. The dotless ı is kept
 * apart from i: Sıla and Sila are different names.
 */
export function nameKey(name: string): string {
  if (name.length > longestTyped) return name;
  return normalizeName(name).split('ı').map(fold).join('ı').normalize('NFC');
}

/** The longest text that is normalized, in UTF-16 code units. */
const longestTyped = 2_000;

function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}
