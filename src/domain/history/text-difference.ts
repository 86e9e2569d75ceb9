import { diffLines, diffWordsWithSpace } from 'diff';

export type Part = { kind: 'same' | 'gone' | 'new'; text: string };

/** A bound on the search for differences: with more changes than this, it would block the process for too long. */
const limit = { maxEditLength: 400 };

/**
 * Returns the parts of both texts in order: what stayed, what was removed, and what was added. Compares words, lines if
 * too many words differ, and nothing if too many lines differ. The parts that aren't new make up `before`, those that
 * aren't gone make up `after`.
 */
export function textDifference(before: string, after: string): Part[] {
  const changes = diffWordsWithSpace(before, after, limit) ?? diffLines(before, after, limit);
  const parts: Part[] = changes
    ? changes.map(({ added, removed, value: text }) => ({
        kind: added ? 'new' : removed ? 'gone' : 'same',
        text,
      }))
    : [
        { kind: 'gone', text: before },
        { kind: 'new', text: after },
      ];
  return joined(parts.filter(({ text }) => text !== ''));
}

/** Joins neighbors of one kind. A space between two changed words changes with them, which is easier to read. */
function joined(parts: Part[]): Part[] {
  const found: Part[] = [];
  let gone = '';
  let added = '';
  const flush = () => {
    if (gone) found.push({ kind: 'gone', text: gone });
    if (added) found.push({ kind: 'new', text: added });
    gone = '';
    added = '';
  };
  for (const [index, { kind, text }] of parts.entries()) {
    const isChanged = parts[index + 1] !== undefined && parts[index + 1]!.kind !== 'same';
    if (kind === 'gone') gone += text;
    else if (kind === 'new') added += text;
    else if ((gone || added) && text.trim() === '' && isChanged) {
      gone += text;
      added += text;
    } else {
      flush();
      found.push({ kind: 'same', text });
    }
  }
  flush();
  return found;
}
