import type { ListedContact } from '../../domain/projections/contact-list-queries';
import { foldMethod } from '../../domain/projections/search';
import type { FoundContact, textsOf } from '../../domain/projections/search-queries';
import { foldText } from '../../domain/searching/fold-text';
import { isIn, mark, type Piece, snippet } from '../../domain/searching/mark';
import type { Term } from '../../domain/searching/terms';
import { contactMethodsInWords } from '../../domain/values/contact-methods-text';
import { firstLines } from '../../notes/markdown';

/** Why somebody was found: the name, and in which of the other words, each in pieces as written. */
export type Match = {
  name: Piece[];
  words: Piece[];
  /** What the words are; null: the description, as in every list. */
  from: 'interaction' | 'notes' | 'reach' | 'tag' | 'tags' | null;
  /** The day of the interaction, or of the meeting that the notes are for. */
  on: string | null;
};
export type Found = ListedContact & { match: Match | null };

type Texts = Awaited<ReturnType<typeof textsOf>>;

/** The match as it is shown. `texts`: what was noted, by interaction or meeting. */
export function matchOf(row: FoundContact, terms: readonly Term[], texts: Texts): Match {
  const { hit, name, description } = row;
  const told = { name: mark(name, terms), from: null, on: null };
  if (hit.where === 'text') {
    const noted = texts.get(hit.part);
    if (!noted) return { ...told, words: [] };
    const { kind, on, text } = noted;
    return { ...told, words: snippet(readable(kind, text, terms), terms), from: kind, on };
  }
  if (hit.where === 'reach') return { ...told, words: mark(reachOf(row, terms), terms), from: 'reach' };
  if (hit.where === 'tag') {
    const tags = tagsOf(row, terms);
    return { ...told, words: mark(tags.join(', '), terms), from: tags.length > 1 ? 'tags' : 'tag' };
  }
  return { ...told, words: snippet(description, terms) };
}

/** Whether the name alone says why somebody was found. */
export function isByName({ match }: Found): boolean {
  return match?.name.some(({ isMatch }) => isMatch) ?? false;
}

/** Notes without Markdown's marks, unless what was found is one, as in the address of a link. */
function readable(kind: 'interaction' | 'notes', text: string, terms: readonly Term[]): string {
  const plain = kind === 'notes' ? firstLines(text, Number.MAX_SAFE_INTEGER) : text;
  return isIn(plain, terms) ? plain : text;
}

function reachOf({ contact_methods }: FoundContact, terms: readonly Term[]): string {
  const method = contact_methods.find((one) => terms.some(({ text }) => foldMethod(one).includes(text)));
  return contactMethodsInWords(method ? [method] : contact_methods);
}

function tagsOf({ tags }: FoundContact, terms: readonly Term[]): string[] {
  return tags
    .map(({ tag }) => tag)
    .filter((tag) => terms.some(({ text }) => foldText(tag).includes(` ${text}`)));
}
