import { foldMapped, type Mapped } from './fold-text';
import type { Term } from './terms';

/** A piece of a text as written, and whether it matches the search. */
export type Piece = { text: string; isMatch: boolean };

type Span = { from: number; to: number };

/** Splits the text into pieces and marks those that match a term. Returns one piece if nothing matches. */
export function mark(text: string, terms: readonly Term[]): Piece[] {
  return cut(text, spansIn(text, terms));
}

/** Returns whether the text contains any of the terms. */
export function isIn(text: string, terms: readonly Term[]): boolean {
  return spansIn(text, terms).length > 0;
}

/** The same for a long text: about `length` characters around the first match, on one line. */
export function snippet(text: string, terms: readonly Term[], length = 140): Piece[] {
  const line = text.replace(/\s+/gu, ' ').trim();
  const first = spansIn(line, terms)[0]?.from ?? 0;
  const from = first < 40 ? 0 : wordAt(line, first - 35);
  const to = line.length - from <= length ? line.length : wordAt(line, from + length);
  const shown = line.slice(from, to).trim();
  const pieces = mark(shown, terms);
  if (from > 0) pieces.unshift({ text: '… ', isMatch: false });
  if (to < line.length) pieces.push({ text: ' …', isMatch: false });
  return pieces;
}

/** Returns the start of a word near an index; in a text without spaces the index itself, never within a character. */
function wordAt(line: string, near: number): number {
  const at = Math.max(0, Math.round(near));
  const space = line.indexOf(' ', at);
  if (space >= 0 && space - at < 25) return space + 1;
  return /[\udc00-\udfff]/.test(line[at] ?? '') ? at + 1 : at;
}

/** Returns the matches in order, without overlaps. */
function spansIn(text: string, terms: readonly Term[]): Span[] {
  const mapped = foldMapped(text);
  const spans = terms.flatMap((term) => spansOf(mapped, term)).sort((a, b) => a.from - b.from || b.to - a.to);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

/** Returns words that begin with the term; if none, words that contain it; if none, words that it may be a typo of. */
function spansOf(mapped: Mapped, { text, isShort, typo }: Term): Span[] {
  const begun = allOf(mapped, ` ${text}`, 1);
  if (begun.length > 0 || isShort) return begun;
  const inside = allOf(mapped, text, 0);
  if (inside.length > 0 || !typo) return inside;
  return [...mapped.folded.matchAll(new RegExp(typo.pattern, 'gu'))].map(({ 0: found, index }) =>
    spanOf(mapped, index + 1, index + found.trimEnd().length),
  );
}

function allOf(mapped: Mapped, wanted: string, space: number): Span[] {
  const spans: Span[] = [];
  for (let at = mapped.folded.indexOf(wanted); at >= 0; at = mapped.folded.indexOf(wanted, at + 1))
    spans.push(spanOf(mapped, at + space, at + wanted.length));
  return spans;
}

/** Converts a range of the folded text to a range of the original text. */
function spanOf({ from, to }: Mapped, first: number, end: number): Span {
  return { from: from[first]!, to: to[end - 1]! };
}

function cut(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of spans) {
    const to = text.slice(span.to).search(/\P{M}|$/u) + span.to;
    pieces.push({ text: text.slice(at, span.from), isMatch: false });
    pieces.push({ text: text.slice(span.from, to), isMatch: true });
    at = to;
  }
  pieces.push({ text: text.slice(at), isMatch: false });
  return pieces.filter((piece) => piece.text !== '');
}
