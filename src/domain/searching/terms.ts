import { foldText } from './fold-text';

/** One word of a query, folded. It can fold to several words, as an email address does: 'ann example org'. */
export type Term = {
  text: string;
  /** Too short to search for inside words or in notes: half of all texts would match. */
  isShort: boolean;
  /** Words that this one may be a typo of. Null if there would be too many. */
  typo: Typo | null;
};

export type Typo = {
  /** A regular expression on folded texts that works in both PostgreSQL and JavaScript. */
  pattern: string;
  /** Every match contains one of these. */
  kept: string[];
};

/** The rest of a longer query is ignored. */
const maxQueryLength = 200;
const maxTerms = 8;

/** Returns the distinct words of a query. Empty if there is nothing to search for. */
export function termsOf(query: string): Term[] {
  const texts = query.slice(0, maxQueryLength).split(/\s+/u).map(foldText);
  const words = [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
  return words.slice(0, maxTerms).map((text) => ({ text, isShort: isShort(text), typo: typoOf(text) }));
}

function isShort(text: string): boolean {
  return [...text].length < 3 && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{So}]/u.test(text);
}

/**
 * Returns a pattern that allows one wrong, missing, extra, or two swapped letters in a word of at least four letters.
 * With five or more letters, it also matches the beginning of a word, in case the person is still typing.
 */
function typoOf(text: string): Typo | null {
  const letters = [...text];
  if (letters.length < 4 || letters.length > 20 || !/^[\p{L}\p{M}]+$/u.test(text)) return null;
  const whole = new Set<string>();
  const begun = new Set<string>();
  const last = letters.length - 1;
  const edit = (at: number, deleted: number, ...inserted: string[]) => {
    const edited = letters.toSpliced(at, deleted, ...inserted).join('');
    whole.add(edited);
    if (at + deleted <= last && letters.length > 4) begun.add(edited);
  };
  for (let at = 0; at <= last; at++) {
    edit(at, 1, anyLetter);
    edit(at, 1);
    edit(at, 0, anyLetter);
    if (at < last) edit(at, 2, letters[at + 1]!, letters[at]!);
  }
  edit(last + 1, 0, anyLetter);
  const complete = `(?:${[...whole].join('|')})(?: |$)`;
  const pattern = begun.size > 0 ? ` (?:${[...begun].join('|')}|${complete})` : ` ${complete}`;
  return { pattern, kept: keptOf(letters) };
}

/** One edit leaves one half of the word intact, unless it swaps the two letters where the halves meet. */
function keptOf(letters: readonly string[]): string[] {
  const half = letters.length >> 1;
  const swapped = letters.toSpliced(half - 1, 2, letters[half]!, letters[half - 1]!);
  return [` ${letters.slice(0, half).join('')}`, letters.slice(half).join(''), ` ${swapped.join('')}`];
}

const anyLetter = '[^ ]';
