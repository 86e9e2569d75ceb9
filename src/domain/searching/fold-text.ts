/**
 * Folds a text for searching: removes case, accents, and punctuation, and puts one space before each word. 'Zoë
 * Łukasz-O’Brien' becomes ' zoe lukasz obrien'. Returns an empty string if there are no words. Characters of scripts
 * written without spaces, and emoji, are separate words. Letters of different alphabets stay different, and a folded
 * text has no characters that are special in a regular expression.
 */
export function foldText(text: string): string {
  return isPlain(text) ? foldPlain(text) : foldMapped(text).folded;
}

/** For each UTF-16 unit of `folded`, where its character begins and ends in the original text. */
export type Mapped = { folded: string; from: number[]; to: number[] };

/** The same, with the original indexes, so that a match can be shown in the text as written. */
export function foldMapped(text: string): Mapped {
  const from: number[] = [];
  const to: number[] = [];
  let folded = '';
  let isWordStart = true;
  let at = 0;
  const add = (piece: string, end: number) => {
    folded += piece;
    for (let unit = 0; unit < piece.length; unit++) {
      from.push(at);
      to.push(end);
    }
  };
  for (const character of text) {
    const end = at + character.length;
    const piece = foldCharacter(character);
    const isAlone = isWordByItself(piece);
    if (piece === ' ') isWordStart = true;
    else if (piece !== '') {
      add(isWordStart || isAlone ? ` ${piece}` : piece, end);
      isWordStart = isAlone;
    }
    at = end;
  }
  return { folded, from, to };
}

function isPlain(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** The same for ASCII, about twenty times faster: the pattern skips single spaces, which need no replacement. */
function foldPlain(text: string): string {
  const folded = text.toLowerCase().replaceAll("'", '').replace(separators, ' ').trim();
  return folded && ` ${folded}`;
}
const separators = /[^a-z0-9 ][^a-z0-9]*| [^a-z0-9]+/g;

const cache = new Map<string, string>();

/** Folds one character. Returns ' ' if it separates words, '' if it is ignored. */
function foldCharacter(character: string): string {
  let folded = cache.get(character);
  if (folded === undefined) {
    folded = foldNew(character);
    // Limits memory. Texts with even more distinct characters are only slower.
    if (cache.size < 20_000) cache.set(character, folded);
  }
  return folded;
}

function foldNew(character: string): string {
  if (ignored.test(character)) return '';
  let folded = '';
  for (const part of character.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    if (ignored.test(part) || isAccent(part)) continue;
    folded += alike[part] ?? (partOfWord.test(part) ? part : ' ');
  }
  return folded.trim() === '' ? folded.slice(0, 1) : folded.replaceAll(' ', '');
}

/** Apostrophes, and characters that only control how others are joined. */
const ignored = /^['’‘ʼʻʹ`´ـ\p{Cf}]$/u;
const partOfWord = /^[\p{L}\p{N}\p{M}\p{So}]$/u;

/** Marks that most people leave out. In other scripts, marks are vowels or change a letter into another, as in が. */
function isAccent(part: string): boolean {
  return /^\p{M}$/u.test(part) && !/^[\u3099\u309a]$/.test(part) && accents.test(part);
}
const accents = /^[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]$/u;

function isWordByItself(piece: string): boolean {
  return alone.test(piece);
}
const alone = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{So}][\u3099\u309a]?$/u;

/** Letters that Unicode doesn't decompose, and what people type on keyboards without them. */
const alike: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
