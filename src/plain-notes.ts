/**
 * The HTML of notes as most people write them: headings, lists with dashes, paragraphs, bold and italic words, links to
 * the web. Byte for byte what marked, and the sanitizing behind it, make of them, at a tenth of the cost; no tags come out
 * but those written here. Null: there is something else in them, or something that could be read in two ways.
 */
export function renderPlainNotes(markdown: string): string | null {
  if (markdown.length > mostCharacters || isSpecial(markdown)) return null;
  let html = '';
  let isBehindList = false;
  for (const block of markdown.split(/\n\n+/)) {
    const lines = block.split('\n').filter(Boolean);
    for (let heading = headingOf.exec(lines[0] ?? ''); heading; heading = headingOf.exec(lines[0] ?? '')) {
      html += renderHeading(heading[1]!.length, heading[2]!);
      isBehindList = false;
      lines.shift();
    }
    if (lines.length === 0) continue;
    const isList = lines.every((line) => item.test(line));
    // A list behind a list, with nothing but blank lines between them, is one with wider spacing.
    if (isList ? isBehindList : !lines.every((line) => plainLine.test(line))) return null;
    html += isList ? renderList(lines) : `<p>${renderInline(lines.join('\n'))}</p>\n`;
    isBehindList = isList;
  }
  return html.includes(unsure) ? null : html;
}

const mostCharacters = 100_000;
/** Stands where something was left open; it is special, so no text has it. */
const unsure = '\0';

/** Whether there are signs that mean something wherever they stand, or that are white, unseen, unassigned or half. */
function isSpecial(text: string): boolean {
  if (/www\.|(?:mailto|xmpp):/i.test(text)) return true;
  return !/^[\n !-%'-;=?A-Z^a-z{}[\]]*$/.test(text) && special.test(text);
}
const special = /[\\`_~<>&|@]|(?![\n ])[\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u;

/** Begins with no sign that could begin another block, has no mark of a heading, and does not end with a space. */
const text = '(?![-+=#:!\\d ])[^#\\n]*[^#\\n ]';
const plainLine = new RegExp(`^${text}$`);
const headingOf = new RegExp(`^(#{1,6}) (${text})$`);
/** One with a box to tick says so by what it begins with. */
const item = new RegExp(`^- (?!\\[[ xX]\\])${text}$`);

/** Below the headings of the page. */
function renderHeading(depth: number, words: string): string {
  const level = Math.min(depth + 2, 6);
  return `<h${level}>${renderInline(words)}</h${level}>\n`;
}

function renderList(lines: string[]): string {
  const items = lines.map((line) => `<li>${renderInline(line.slice(2))}</li>\n`);
  return `<ul>\n${items.join('')}</ul>\n`;
}

function renderInline(words: string): string {
  if (!/[*[\]]|:\/\//.test(words)) return words;
  let html = '';
  let rest = '';
  let at = 0;
  for (const match of words.matchAll(marked)) {
    const before = words.slice(at, match.index);
    html += before + renderMark(match.groups!);
    rest += `${before} `;
    at = match.index + match[0].length;
  }
  const after = words.slice(at);
  return isOpen(rest + after) ? unsure : html + after;
}

/** Bold or italic words, a link or an address, set off by spaces or ends, with nothing inside. */
const inner = '[\\p{L}\\p{N}](?:[^*[\\]:]{0,500}[\\p{L}\\p{N}])?';
const marked = new RegExp(
  `(?<=^|[ \\n])(?:\\*\\*(?<bold>${inner})\\*\\*|\\*(?<italic>${inner})\\*|\\[(?<words>${inner})\\]\\((?<href>https?://[A-Za-z0-9./?=%+,:-]{1,500})\\))(?=$|[ \\n,.;:?)])` +
    '|(?<=^|[ \\n(])(?<address>https?://[A-Za-z0-9-]{1,60}(?:\\.[A-Za-z0-9-]{1,60}){0,5}(?:/(?:[A-Za-z0-9./?=%+,-]{0,500}[A-Za-z0-9/])?)?)(?=$|[ \\n])',
  'gu',
);

function renderMark({ bold, italic, words, href, address }: Record<string, string | undefined>): string {
  if (bold) return `<strong>${bold}</strong>`;
  if (italic) return `<em>${italic}</em>`;
  return `<a href="${href ?? address}" rel="noopener nofollow">${words ?? address}</a>`;
}

/** Whether a mark is left over that might be half of one. */
function isOpen(rest: string): boolean {
  return /\*|:\/\/|\]\([\s\S]*\)|\]:/.test(rest);
}
