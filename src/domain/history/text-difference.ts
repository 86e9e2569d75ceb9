export type Part = { kind: 'same' | 'gone' | 'new'; text: string };

/** More comparisons than this take too long for a page. */
const mostComparisons = 400_000;

/**
 * What became of a text: stretches that stayed, went and came, in order. Told by words; by lines where there are too
 * many words, and as a whole where there are too many lines. Joined without what is new, the parts are `before`.
 */
export function textDifference(before: string, after: string): Part[] {
  for (const unit of [/\s+|[^\s]+/g, /[^\n]*\n|[^\n]+$/g]) {
    const parts = differenceOf(before.match(unit) ?? [], after.match(unit) ?? []);
    if (parts) return joined(parts);
  }
  return joined([
    { kind: 'gone', text: before },
    { kind: 'new', text: after },
  ]);
}

/** Null: there is too much to compare. */
function differenceOf(before: string[], after: string[]): Part[] | null {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const gone = before.slice(start, before.length - end);
  const come = after.slice(start, after.length - end);
  if (gone.length * come.length > mostComparisons) return null;
  return [
    { kind: 'same', text: before.slice(0, start).join('') },
    ...longestCommon(gone, come),
    { kind: 'same', text: before.slice(before.length - end).join('') },
  ];
}

/** The textbook's longest common subsequence. */
function longestCommon(before: string[], after: string[]): Part[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  for (let b = before.length - 1; b >= 0; b--)
    for (let a = after.length - 1; a >= 0; a--)
      common[b * width + a] =
        before[b] === after[a]
          ? common[(b + 1) * width + a + 1]! + 1
          : Math.max(common[(b + 1) * width + a]!, common[b * width + a + 1]!);
  const parts: Part[] = [];
  let [b, a] = [0, 0];
  while (b < before.length && a < after.length) {
    if (before[b] === after[a]) {
      parts.push({ kind: 'same', text: before[b]! });
      b++;
      a++;
    } else if (common[(b + 1) * width + a]! >= common[b * width + a + 1]!)
      parts.push({ kind: 'gone', text: before[b++]! });
    else parts.push({ kind: 'new', text: after[a++]! });
  }
  return [
    ...parts,
    { kind: 'gone', text: before.slice(b).join('') },
    { kind: 'new', text: after.slice(a).join('') },
  ];
}

/** Neighbours of a kind become one; a space between two changed words changes with them, or nobody can read it. */
function joined(parts: Part[]): Part[] {
  const found: Part[] = [];
  let gone = '';
  let come = '';
  const flush = () => {
    if (gone) found.push({ kind: 'gone', text: gone });
    if (come) found.push({ kind: 'new', text: come });
    gone = '';
    come = '';
  };
  for (const [index, { kind, text }] of parts.entries()) {
    if (text === '') continue;
    if (kind === 'gone') gone += text;
    else if (kind === 'new') come += text;
    else if ((gone || come) && text.trim() === '' && isChange(parts[index + 1])) {
      gone += text;
      come += text;
    } else {
      flush();
      const last = found.at(-1);
      if (last?.kind === 'same') last.text += text;
      else found.push({ kind: 'same', text });
    }
  }
  flush();
  return found;
}

function isChange(part: Part | undefined): boolean {
  return part !== undefined && part.kind !== 'same' && part.text !== '';
}
