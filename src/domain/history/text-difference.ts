export type Part = { kind: 'same' | 'gone' | 'new'; text: string };

/** The maximum number of comparisons; more take too long for a page. */
const maxComparisons = 400_000;

/**
 * Returns the difference between two texts: unchanged, deleted, and inserted parts, in order. Compares words; lines if
 * there are too many words; the whole text if there are too many lines. Joining all parts except new ones yields
 * `before`.
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

/** Returns null if there is too much to compare. */
function differenceOf(before: string[], after: string[]): Part[] | null {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const deleted = before.slice(start, before.length - end);
  const inserted = after.slice(start, after.length - end);
  if (deleted.length * inserted.length > maxComparisons) return null;
  return [
    { kind: 'same', text: before.slice(0, start).join('') },
    ...longestCommon(deleted, inserted),
    { kind: 'same', text: before.slice(before.length - end).join('') },
  ];
}

/** The textbook algorithm for the longest common subsequence. */
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

/** Joins adjacent parts of a kind. A space between two changed words counts as changed, which is easier to read. */
function joined(parts: Part[]): Part[] {
  const found: Part[] = [];
  let deleted = '';
  let inserted = '';
  const flush = () => {
    if (deleted) found.push({ kind: 'gone', text: deleted });
    if (inserted) found.push({ kind: 'new', text: inserted });
    deleted = '';
    inserted = '';
  };
  for (const [index, { kind, text }] of parts.entries()) {
    if (text === '') continue;
    if (kind === 'gone') deleted += text;
    else if (kind === 'new') inserted += text;
    else if ((deleted || inserted) && text.trim() === '' && isChange(parts[index + 1])) {
      deleted += text;
      inserted += text;
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
