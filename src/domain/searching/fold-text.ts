/**
 * A text as it is searched: case and accents folded, words with one space before each, whatever else stands between
 * them gone. 'Zoë Łukasz-O’Brien' is ' zoe lukasz obrien'. Empty where there is no word. Signs of scripts that are
 * written without spaces, and pictures, are words of their own. Two alphabets never become one, and no folded text has
 * a sign that means something in a pattern.
 */
export function foldText(text: string): string {
  return isPlain(text) ? foldPlain(text) : foldMapped(text).folded;
}

/** For each UTF-16 unit of `folded`, where the sign that it stands for begins and ends in the text. */
export type Mapped = { folded: string; from: number[]; to: number[] };

/** The same, with where everything came from, so that a match can be shown in the words as written. */
export function foldMapped(text: string): Mapped {
  const from: number[] = [];
  const to: number[] = [];
  let folded = '';
  let isApart = true;
  let at = 0;
  const add = (piece: string, end: number) => {
    folded += piece;
    for (let unit = 0; unit < piece.length; unit++) {
      from.push(at);
      to.push(end);
    }
  };
  for (const sign of text) {
    const end = at + sign.length;
    const piece = foldSign(sign);
    const isAlone = standsAlone(piece);
    if (piece === ' ') isApart = true;
    else if (piece !== '') {
      add(isApart || isAlone ? ` ${piece}` : piece, end);
      isApart = isAlone;
    }
    at = end;
  }
  return { folded, from, to };
}

function isPlain(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** The same for ASCII, some twenty times quicker: what is one space already is passed over. */
function foldPlain(text: string): string {
  const folded = text.toLowerCase().replaceAll("'", '').replace(apart, ' ').trim();
  return folded && ` ${folded}`;
}
const apart = /[^a-z0-9 ][^a-z0-9]*| [^a-z0-9]+/g;

const known = new Map<string, string>();

/** What a sign is as part of a word; ' ' where it parts words, '' where it is not heard at all. */
function foldSign(sign: string): string {
  let folded = known.get(sign);
  if (folded === undefined) {
    folded = foldNew(sign);
    // Whoever writes in more signs than these pays for it, and nobody else.
    if (known.size < 20_000) known.set(sign, folded);
  }
  return folded;
}

function foldNew(sign: string): string {
  if (unheard.test(sign)) return '';
  let folded = '';
  for (const part of sign.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    if (unheard.test(part) || isAccent(part)) continue;
    folded += alike[part] ?? (partOfWord.test(part) ? part : ' ');
  }
  return folded.trim() === '' ? folded.slice(0, 1) : folded.replaceAll(' ', '');
}

/** Apostrophes, and signs that only say how others are joined. */
const unheard = /^['’‘ʼʻʹ`´ـ\p{Cf}]$/u;
const partOfWord = /^[\p{L}\p{N}\p{M}\p{So}]$/u;

/** Marks that most people leave out. Those of other scripts are vowels, or make another letter of one, as in が. */
function isAccent(part: string): boolean {
  return /^\p{M}$/u.test(part) && !/^[\u3099\u309a]$/.test(part) && accents.test(part);
}
const accents = /^[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]$/u;

function standsAlone(piece: string): boolean {
  return alone.test(piece);
}
const alone = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{So}][\u3099\u309a]?$/u;

/** Letters that Unicode does not take apart, as they are typed where the keyboard lacks them. */
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
