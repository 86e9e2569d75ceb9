import { fromParse5 } from 'hast-util-from-parse5';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { Marked } from 'marked';
import { parseFragment } from 'parse5';
import { BoundedTokenizer } from './bounded-tokenizer';

/**
 * Renders notes as HTML that is safe to put into a page or an email, whatever was typed. The syntax is GitHub's Markdown
 * without raw HTML (shown as typed), images (their alternative text is kept), and classes; headings start at h3, below
 * the page's own. The same Markdown always gives the same HTML. Text that would take too long to parse (see
 * `isReasonable`) is returned unformatted in a <pre>.
 */
export function renderNotes(markdown: string): string {
  return cache.get(markdown) ?? addToCache(markdown, render(markdown));
}

/**
 * Returns the same as a tree of elements, for an email that styles them. Text that would take too long to parse is in
 * one <pre>.
 */
export function notesTree(markdown: string): Root {
  const pre: Element = {
    type: 'element',
    tagName: 'pre',
    properties: {},
    children: [{ type: 'text', value: markdown }],
  };
  return parse(markdown) ?? { type: 'root', children: [pre] };
}

function render(markdown: string): string {
  const tree = parse(markdown);
  return tree ? toHtml(tree) : `<pre>${escapeHtml(markdown)}</pre>`;
}

// Every interaction rewrites the contact's row, and two tables hold its notes, so recently rendered notes are cached.
const cache = new Map<string, string>();
const maxCharacters = 2_000_000;
let characters = 0;

function addToCache(markdown: string, html: string): string {
  cache.set(markdown, html);
  characters += markdown.length + html.length;
  for (const [oldestMarkdown, oldestHtml] of cache) {
    if (characters <= maxCharacters) break;
    cache.delete(oldestMarkdown);
    characters -= oldestMarkdown.length + oldestHtml.length;
  }
  return html;
}

/** Returns the first `count` non-empty lines as plain text without Markdown syntax. */
export function firstLines(markdown: string, count: number): string {
  const tree = parse(markdown);
  const text = tree ? lines(tree) : markdown;
  const trimmed = text.split('\n').map((line) => line.trim());
  return trimmed.filter(Boolean).slice(0, count).join('\n');
}

/** Returns notes for a plain-text email. Markdown is readable as it is. */
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

// parse5 7 is both CommonJS and an ES module. Version 8 is only an ES module, and five times slower after tsx transforms
// it. The <div> avoids quadratic time: parse5 moves a fragment's top-level nodes one by one, each past all the others.
function toTree(html: string): Root {
  const { children } = fromParse5(parseFragment(`<div>${html}</div>`)) as Root;
  return { type: 'root', children: (children[0] as Element).children };
}

/**
 * marked takes quadratic time on text without blank lines, and pads every table row to the width of its header. So text
 * with more than 8,000 characters between blank lines, or with a table of more than 20 columns, is shown as it is.
 */
function isReasonable(markdown: string): boolean {
  let run = 0;
  return markdown.split(/\r\n?|\n/).every((line) => {
    run = line.trim() === '' ? 0 : run + line.length;
    return run <= 8000 && line.split('|', 23).length <= 22;
  });
}

/** Removes relative links, and adds rel="noopener nofollow" to the others. Nesting is bounded, so the recursion is too. */
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
