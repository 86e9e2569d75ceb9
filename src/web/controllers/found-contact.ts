import type { ListedContact } from '../../domain/projections/contact-list-queries';
import { foldMethod } from '../../domain/projections/search';
import type { FoundContact, textsOf } from '../../domain/projections/search-queries';
import { foldText } from '../../domain/searching/fold-text';
import { isIn, mark, type Piece, snippet } from '../../domain/searching/mark';
import type { Term } from '../../domain/searching/terms';
import { contactMethodsInWords } from '../../domain/values/contact-methods-text';
import { firstLines } from '../../notes/markdown';

/** Why a contact was found: the name and other matching text, in pieces that mark the search terms. */
export type Match = {
  name: Piece[];
  words: Piece[];
  /** Where `words` are from; null: the description, which every list shows. */
  from: 'interaction' | 'notes' | 'reach' | 'tag' | 'tags' | null;
  /** The day of the interaction, or of the meeting that the notes are for. Null for other matches. */
  on: string | null;
};
export type Found = ListedContact & { match: Match | null };

type Texts = Awaited<ReturnType<typeof textsOf>>;

/** Returns the match to show. `texts`: the texts of interactions and meeting notes, by their subject. */
export function matchOf(row: FoundContact, terms: readonly Term[], texts: Texts): Match {
  const { hit, name, description } = row;
  const base = { name: mark(name, terms), from: null, on: null };
  if (hit.where === 'text') {
    const found = texts.get(hit.part);
    if (!found) return { ...base, words: [] };
    const { kind, on, text } = found;
    return { ...base, words: snippet(readable(kind, text, terms), terms), from: kind, on };
  }
  if (hit.where === 'reach') return { ...base, words: mark(reachOf(row, terms), terms), from: 'reach' };
  if (hit.where === 'tag') {
    const tags = tagsOf(row, terms);
    return { ...base, words: mark(tags.join(', '), terms), from: tags.length > 1 ? 'tags' : 'tag' };
  }
  return { ...base, words: snippet(description, terms) };
}

/** Returns the match as the list shows it. `source`: where `words` are from, unless they are the description. */
export function matchInWords({ from, ...match }: Match) {
  return { ...match, source: from && sources[from], isInWords: match.words.some(({ isMatch }) => isMatch) };
}

const sources = {
  reach: 'Contact info',
  tag: 'Tag',
  tags: 'Tags',
  interaction: 'Conversation',
  notes: 'Meeting notes',
};

/** Returns whether the contact was found by name. */
export function isByName({ match }: Found): boolean {
  return match?.name.some(({ isMatch }) => isMatch) ?? false;
}

/** Returns notes without Markdown syntax, unless the match is in the syntax, as in the URL of a link. */
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
