import { fromParse5 } from 'hast-util-from-parse5';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { Marked } from 'marked';
import { parseFragment } from 'parse5';
import { BoundedTokenizer } from './bounded-tokenizer';

/**
 * Notes as HTML that is safe to put into a page or a mail, whatever was typed. GitHub's Markdown without raw
 * HTML (shown as typed), images (their text is kept) and classes; headings begin at h3, below the page's own.
 * The same Markdown always gives the same HTML. Text that no person writes (see `isReasonable`) comes back
 * unformatted in a <pre>.
 */
export function renderNotes(markdown: string): string {
  return recall(markdown) ?? remember(markdown, render(markdown));
}

function render(markdown: string): string {
  const tree = parse(markdown);
  return tree ? toHtml(tree) : `<pre>${escapeHtml(markdown)}</pre>`;
}

// A contact's row is written anew with every talk, and its notes are in two tables: the last ones are kept at hand.
const lately = new Map<string, string>();
const mostCharacters = 2_000_000;
let characters = 0;

function recall(markdown: string): string | undefined {
  return lately.get(markdown);
}

function remember(markdown: string, html: string): string {
  lately.set(markdown, html);
  characters += markdown.length + html.length;
  for (const [oldest, its] of lately) {
    if (characters <= mostCharacters) break;
    lately.delete(oldest);
    characters -= oldest.length + its.length;
  }
  return html;
}

/** The first `count` lines that say something, as plain text without Markdown's marks. */
export function firstLines(markdown: string, count: number): string {
  const tree = parse(markdown);
  const text = tree ? lines(tree) : markdown;
  const spoken = text.split('\n').map((line) => line.trim());
  return spoken.filter(Boolean).slice(0, count).join('\n');
}

/** Notes for a plain text mail: Markdown reads well as it is. */
export function renderPlain(markdown: string): string {
  return markdown.replace(/\r\n?/g, '\n').trimEnd();
}

type Root = Extract<ReturnType<typeof fromParse5>, { type: 'root' }>;
type Node = Root | Root['children'][number];
type Element = Extract<Node, { type: 'element' }>;

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    heading({ tokens, depth }) {
      const level = Math.min(depth + 2, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
  },
});
marked.setOptions({ tokenizer: new BoundedTokenizer() });

const alignment: [string, ...string[]] = ['align', 'left', 'center', 'right'];

const allowed: Schema = {
  tagNames: [
    ...['p', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'hr', 'ul', 'ol', 'li'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['a', 'br', 'code', 'del', 'em', 'strong'],
  ],
  attributes: { a: ['href', 'title'], ol: ['start'], th: [alignment], td: [alignment] },
  protocols: { href: ['http', 'https', 'mailto', 'tel'] },
  ancestors: { thead: ['table'], tbody: ['table'], tr: ['table'], th: ['table'], td: ['table'] },
  strip: ['script', 'style'],
};

function parse(markdown: string): Root | null {
  if (!isReasonable(markdown)) return null;
  const html = marked.parse(markdown, { async: false });
  if (html.length > 1_000_000) return null;
  const tree = sanitize(toTree(html), allowed) as Root;
  tameLinks(tree);
  return tree;
}

// parse5 7 is CommonJS as well as an ES module; version 8, which is not, is five times slower once tsx has rewritten it.
// It moves what stands at the top of a fragment one by one, each past all others: so one element stands there.
function toTree(html: string): Root {
  const { children } = fromParse5(parseFragment(`<div>${html}</div>`)) as Root;
  return { type: 'root', children: (children[0] as Element).children };
}

/**
 * marked takes quadratic time within lines that no blank line parts, and pads every table row to its head. So
 * 8,000 characters without a blank line, or a table of more than 20 columns, are shown as they are.
 */
function isReasonable(markdown: string): boolean {
  let run = 0;
  return markdown.split(/\r\n?|\n/).every((line) => {
    run = line.trim() === '' ? 0 : run + line.length;
    return run <= 8000 && line.split('|', 23).length <= 22;
  });
}

/** Only links that lead somewhere else, and none that vouch for it. Nesting is bounded, so recursion is. */
function tameLinks(node: Node): void {
  if (node.type === 'element' && node.tagName === 'a') {
    const absolute = /^(https?:\/\/|mailto:|tel:)/i.test(String(node.properties.href ?? ''));
    node.properties = absolute ? { ...node.properties, rel: ['noopener', 'nofollow'] } : {};
  }
  if ('children' in node) node.children.forEach(tameLinks);
}

function lines(node: Node): string {
  if (node.type === 'text') return node.value;
  if (!('children' in node)) return '';
  const inner = node.children.map(lines).join('');
  if (node.type !== 'element') return inner;
  if (['td', 'th'].includes(node.tagName)) return `${inner.trim()} `;
  return ['a', 'code', 'del', 'em', 'strong'].includes(node.tagName) ? inner : `\n${inner}\n`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
