import { foldText } from './fold-text';

/** One word that somebody searches for, folded. It may be several in a row, as in an address: 'ann example org'. */
export type Term = {
  text: string;
  /** Too short to look for inside of words, or in what was noted: half of all texts would have it. */
  isShort: boolean;
  /** What else the word may have been meant to be; null where that may be anything. */
  typo: Typo | null;
};

export type Typo = {
  /** A regular expression for PostgreSQL and JavaScript alike, on folded texts. */
  pattern: string;
  /** Whatever it matches has one of these in it. */
  kept: string[];
};

/** What is longer is searched for by its beginning. */
const longestQuery = 200;
const mostTerms = 8;

/** The words of a query, each once. Empty: there is nothing to search for. */
export function termsOf(query: string): Term[] {
  const texts = query.slice(0, longestQuery).split(/\s+/u).map(foldText);
  const words = [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
  return words.slice(0, mostTerms).map((text) => ({ text, isShort: isShort(text), typo: typoOf(text) }));
}

function isShort(text: string): boolean {
  return [...text].length < 3 && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{So}]/u.test(text);
}

/**
 * One letter wrong, missing, too many, or two swapped, in a word of four letters or more. A word of five letters may
 * go on behind its typo, for who is still typing.
 */
function typoOf(text: string): Typo | null {
  const letters = [...text];
  if (letters.length < 4 || letters.length > 20 || !/^[\p{L}\p{M}]+$/u.test(text)) return null;
  const whole = new Set<string>();
  const begun = new Set<string>();
  const last = letters.length - 1;
  const edit = (at: number, gone: number, ...come: string[]) => {
    const edited = letters.toSpliced(at, gone, ...come).join('');
    whole.add(edited);
    if (at + gone <= last && letters.length > 4) begun.add(edited);
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

/** One edit leaves one half as it is; unless it swaps the letters where they meet. */
function keptOf(letters: readonly string[]): string[] {
  const half = letters.length >> 1;
  const swapped = letters.toSpliced(half - 1, 2, letters[half]!, letters[half - 1]!);
  return [` ${letters.slice(0, half).join('')}`, letters.slice(half).join(''), ` ${swapped.join('')}`];
}

const anyLetter = '[^ ]';
